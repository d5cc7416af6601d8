//! Fields as various programs leave them.

use super::*;
use crate::pdf::inside::Inside;

/// A PDF of these objects: 1 is the catalog, 2 and 3 are its page.
fn pdf(form: &str, annotations: &str, objects: &[&str]) -> Vec<u8> {
    let mut pdf = format!(
        "%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R/AcroForm<<{form}>>>>\nendobj\n2 0 obj\n\
         <</Type/Pages/Count 1/Kids[3 0 R]>>\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R\
         /MediaBox[0 0 9 9]/Annots[{annotations}]>>\nendobj\n"
    );
    for (index, object) in objects.iter().enumerate() {
        pdf += &format!("{} 0 obj\n{object}\nendobj\n", index + 4);
    }
    (pdf + "trailer\n<</Root 1 0 R/Size 99>>\n%%EOF\n").into_bytes()
}

fn read(form: &str, annotations: &str, objects: &[&str]) -> Vec<(String, FieldContent)> {
    let inside = Inside::open(&pdf(form, annotations, objects))
        .unwrap_or_else(|why| panic!("{why:?}"));
    inside.fields().into_iter().map(|field| (field.name, field.content)).collect()
}

fn text(name: &str, text: &str) -> (String, FieldContent) {
    (name.into(), FieldContent::Text(text.into()))
}

#[test]
fn values_are_found_at_the_field_and_at_its_box() {
    let found = read(
        "/Fields[4 0 R 7 0 R 8 0 R 99 0 R 9 0 R 11 0 R]",
        "",
        &[
            "<</T(a)/FT/Tx/Kids[5 0 R 6 0 R]>>",
            "<</T(b)/V(at the field)/Kids[<</Subtype/Widget>>]>>",
            "<</T<feff00630064>/Kids[<</Subtype/Widget/V(at the box)>>]>>",
            "<</T(e)/FT/Tx/V 10 0 R/RV(<b>rich</b>)>>",
            "<</T(f.g)/V null/FT/Tx>>",
            "<</T(h)/FT/Ch/V(x)/Opt[[(x)(shown)][(y)(z)]]>>",
            "<</Length 9>>\nstream\nin stream\nendstream",
            "<</T(i)/FT/Ch/V[(x)(y)]>>",
        ],
    );
    let expected = [
        text("a.b", "at the field"),
        text("a.cd", "at the box"),
        text("e", "in stream"),
        text("f.g", ""),
        text("h", "shown"),
        text("i", "x\ny"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_ticked_box_is_found_however_it_is_marked() {
    let kid = |on: &str, state: &str| {
        format!("<</Subtype/Widget{state}/AP<</N<</{on} null/Off null>>>>>>")
    };
    for (field, first, second, names, place) in [
        ("/V/no", "/AS/Off", "/AS/no", vec!["no", "no"], Some(1)),
        ("/V(no)", "", "", vec!["no"], Some(1)),
        ("/V/Off", "/AS/yes", "/AS/Off", vec!["yes"], Some(0)),
        ("", "", "/AS/no", vec!["no"], Some(1)),
        ("/V/no#20#41", "", "", vec!["no A"], None),
        ("/V/0/Opt[(first)(second)]", "", "", vec!["0", "first"], Some(0)),
        ("/V(1)/Opt[(first)(second)]", "", "/AS/no", vec!["1", "no", "second"], Some(1)),
    ] {
        let (yes, no) = (kid("yes", first), kid("no", second));
        let field = format!("<</T(a)/FT/Btn/Ff 49152{field}/Kids[5 0 R 6 0 R]>>");
        let found = read("/Fields[4 0 R]", "", &[&field, &yes, &no]);
        let names = names.into_iter().map(String::from).collect();
        let ticked = FieldContent::Box(Some(Ticked { names, place }));
        assert_eq!(found, [("a".into(), ticked)], "{field} {yes} {no}");
    }
    let none = read("/Fields[<</T(a)/FT/Btn/V/Off/AS/Off>>]", "", &[]);
    assert_eq!(none, [("a".into(), FieldContent::Box(None))]);
}

#[test]
fn buttons_and_signatures_have_no_content() {
    let form = "/Fields[<</T(a)/FT/Btn/Ff 65536/V/x>><</T(b)/FT/Sig/V<<>>>>]";
    assert_eq!(read(form, "", &[]), []);
}

#[test]
fn fields_missing_from_the_form_are_found_on_the_page() {
    let found = read(
        "",
        "4 0 R <</Subtype/Link>> 6 0 R",
        &[
            "<</Subtype/Widget/T(b)/V(x)/Parent 5 0 R>>",
            "<</T(a)/FT/Tx>>",
            "<</Subtype/Widget/AS/on/AP<</N<</on null>>>>/Parent 7 0 R>>",
            "<</T(c)/FT/Btn/Kids[6 0 R]>>",
        ],
    );
    let ticked = Ticked { names: vec!["on".into()], place: Some(0) };
    assert_eq!(found, [text("a.b", "x"), ("c".into(), FieldContent::Box(Some(ticked)))]);
}

#[test]
fn endless_trees_come_to_an_end() {
    let round = [
        "<</T(a)/Kids[5 0 R 4 0 R]>>",
        "<</T(b)/Kids[4 0 R]/Parent 5 0 R/Subtype/Widget>>",
    ];
    let found = read("/Fields[4 0 R 4 0 R]", "5 0 R", &round);
    assert!(found.len() <= 2, "{found:?}");
    let deep: Vec<_> =
        (5..2000).map(|next| format!("<</T(a)/Kids[{next} 0 R]>>")).collect();
    let deep: Vec<_> = deep.iter().map(String::as_str).collect();
    assert_eq!(read("/Fields[4 0 R]", "", &deep), []);
    let wide = "<</T(a)/Kids[".to_string() + &"5 0 R ".repeat(200_000) + "]>>";
    assert_eq!(read("/Fields[4 0 R]", "", &[&wide, "<</T(b)/FT/Tx/V(x)>>"]).len(), 1);
}
