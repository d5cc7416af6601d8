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

type Said = (String, Vec<FieldContent>);

fn read(form: &str, annotations: &str, objects: &[&str]) -> Vec<Said> {
    let inside = Inside::open(&pdf(form, annotations, objects))
        .unwrap_or_else(|why| panic!("{why:?}"));
    inside.fields().into_iter().map(|field| (field.name, field.said)).collect()
}

fn texts(name: &str, texts: &[&str]) -> Said {
    let text = |text: &&str| FieldContent::Text(text.to_string());
    (name.into(), texts.iter().map(text).collect())
}

/// A box that is ticked, by its names and its place.
fn ticked(names: &[&str], place: Option<usize>) -> FieldContent {
    let names = names.iter().map(|name| name.to_string()).collect();
    FieldContent::Box(Some(Ticked { names, place }))
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
    let mut styled = texts("e", &["in stream"]);
    styled.1.push(FieldContent::Styled("rich".into()));
    let expected = [
        texts("a.b", &["at the field"]),
        texts("a.cd", &["at the box"]),
        styled,
        texts("f.g", &[]),
        texts("h", &["shown"]),
        texts("i", &["x\ny"]),
    ];
    assert_eq!(found, expected);
}

#[test]
fn values_of_every_kind_are_read_wherever_they_are() {
    let styled = |words: &str| FieldContent::Styled(words.into());
    let text = |words: &str| FieldContent::Text(words.into());
    for (field, said) in [
        ("/V 12345", vec![text("12345")]),
        ("/V -1.50", vec![text("-1.5")]),
        ("/V true", vec![text("true")]),
        ("/V/a#20name", vec![text("a name")]),
        ("/V[1 (two) false]", vec![text("1\ntwo\nfalse")]),
        ("/V<</a 1>>", vec![FieldContent::Unreadable]),
        ("/V[[]]", vec![FieldContent::Unreadable]),
        ("/V 5 0 R", vec![FieldContent::Unreadable]),
        ("/V()/Kids[<</V(in the kid)>>]", vec![text(""), text("in the kid")]),
        ("/V(a)/Kids[<</V(a)>><</V(b)>>]", vec![text("a"), text("b")]),
        (
            "/RV(<?xml version=\"1.0\"?><body> <p>a &lt;b&gt; <i>c</i></p>\n<p>d</p></body>)",
            vec![styled("a <b> c\nd")],
        ),
        ("/RV(plain)", vec![styled("plain")]),
        ("/Kids[<</RV(at the box)>>]", vec![styled("at the box")]),
    ] {
        let stream = "<</Length 3/Filter/LZWDecode>>\nstream\nabc\nendstream";
        let field = format!("<</T(a)/FT/Tx{field}>>");
        assert_eq!(
            read("/Fields[4 0 R]", "", &[&field, stream]),
            [("a".into(), said)],
            "{field}"
        );
    }
}

#[test]
fn a_ticked_box_is_found_however_it_is_marked() {
    let kid = |on: &str, state: &str| {
        format!("<</Subtype/Widget{state}/AP<</N<</{on} null/Off null>>>>>>")
    };
    let off = || FieldContent::Box(None);
    let no = || ticked(&["no"], Some(1));
    for (field, first, second, said) in [
        ("/V/no", "/AS/Off", "/AS/no", vec![ticked(&["no", "no"], Some(1)), no()]),
        ("/V(no)", "", "", vec![no()]),
        ("/V/Off", "/AS/yes", "/AS/Off", vec![off(), ticked(&["yes"], Some(0))]),
        ("", "", "/AS/no", vec![no()]),
        ("", "", "/AS(no)", vec![no()]),
        ("/V/no#20#41", "", "", vec![ticked(&["no A"], None)]),
        (
            "/V/x",
            "/AS/yes",
            "",
            vec![ticked(&["x", "yes"], Some(0)), ticked(&["yes"], Some(0))],
        ),
        ("/V/0/Opt[(first)(second)]", "", "", vec![ticked(&["0", "first"], Some(0))]),
        (
            "/V(1)/Opt[(first)(second)]",
            "",
            "/AS/no",
            vec![
                ticked(&["1", "no", "second"], Some(1)),
                ticked(&["no", "second"], Some(1)),
            ],
        ),
        ("/V/yes", "/AS/Off", "/AS/Off", vec![ticked(&["yes"], Some(0)), off()]),
        ("/V/yes", "/AS/Off", "", vec![ticked(&["yes"], Some(0))]),
        ("/V/OFF", "", "", vec![off()]),
        ("/V false", "", "", vec![ticked(&["false"], None)]),
        ("/V 0", "/AS/Off", "/AS/no", vec![ticked(&["0"], None), no()]),
        ("/V/No", "", "/AS/False", vec![ticked(&["No"], None), ticked(&["False"], None)]),
        ("/V<<>>", "", "", vec![FieldContent::Unreadable]),
    ] {
        let (yes, no) = (kid("yes", first), kid("no", second));
        let field = format!("<</T(a)/FT/Btn/Ff 49152{field}/Kids[5 0 R 6 0 R]>>");
        let found = read("/Fields[4 0 R]", "", &[&field, &yes, &no]);
        assert_eq!(found, [("a".into(), said)], "{field} {yes} {no}");
    }
    let none = read("/Fields[<</T(a)/FT/Btn/V/Off/AS/Off>>]", "", &[]);
    assert_eq!(none, [("a".into(), vec![off()])]);
    let of_no_kind = read("/Fields[<</T(a)/AS/on>>]", "", &[]);
    assert_eq!(of_no_kind, [("a".into(), vec![ticked(&["on"], Some(0))])]);
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
    let on = vec![ticked(&["on"], Some(0))];
    assert_eq!(found, [texts("a.b", &["x"]), ("c".into(), on)]);
}

#[test]
fn copies_on_the_page_are_read_beside_the_fields_of_the_form() {
    let states = |on: &str| format!("/AP<</N<</{on} null/Off null>>>>");
    let kid =
        |on: &str, state: &str| format!("<</Subtype/Widget/AS/{state}{}>>", states(on));
    let copy = |on: &str, state: &str| {
        let looks = states(on);
        format!("<</Subtype/Widget/FT/Btn/T(g.b)/V/y/AS/{state}{looks}>>")
    };
    let objects = [
        "<</T(g)/Kids[5 0 R 6 0 R]>>",
        "<</T(a)/FT/Tx/V(old)/Parent 4 0 R>>",
        "<</T(b)/FT/Btn/Ff 49152/V/x/Parent 4 0 R/Kids[7 0 R 8 0 R]>>",
        &kid("x", "x"),
        &kid("y", "Off"),
        "<</Subtype/Widget/FT/Tx/T(g.a)/V(new)>>",
        &copy("x", "Off"),
        &copy("y", "y"),
        "<</Subtype/Widget/Parent 5 0 R/V(newer)>>",
    ];
    let found = read("/Fields[4 0 R]", "9 0 R 10 0 R 11 0 R 12 0 R", &objects);
    let boxes = vec![
        ticked(&["x", "x"], Some(0)),
        ticked(&["x"], Some(0)),
        ticked(&["y", "y"], Some(1)),
        ticked(&["y"], Some(1)),
    ];
    let expected = [texts("g.a", &["old", "new", "newer"]), ("g.b".into(), boxes)];
    assert_eq!(found, expected);
    // One box of two that is not ticked says nothing of the other.
    let found = read("/Fields[4 0 R]", "10 0 R", &objects);
    let (_, said) = &found[1];
    assert_eq!(said.len(), 3, "{found:?}");
    assert!(!said.contains(&FieldContent::Box(None)), "{found:?}");
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
