//! A QR code as an SVG image.

use std::fmt::Write;

use qrcode::{Color, EcLevel, QrCode};

/// The QR code of an address as SVG, a unit a module and without the quiet zone; none if
/// the address is too long for one.
#[comemo::memoize]
pub fn svg(address: &str) -> Option<String> {
    // Level M restores 15%: a fold or a coffee stain.
    let code = QrCode::with_error_correction_level(address, EcLevel::M).ok()?;
    let size = code.width();
    // Each row is a stroke. They overlap a little, so that no seams show between them.
    let mut svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"><path stroke="black" stroke-width="1.04" d=""#
    );
    for (y, row) in code.to_colors().chunks(size).enumerate() {
        let mut x = 0;
        for modules in row.chunk_by(|a, b| a == b) {
            let width = modules.len();
            if modules[0] == Color::Dark {
                let written = write!(svg, "M{x} {y}.5h{width}");
                written.expect("a string takes all that is written");
            }
            x += width;
        }
    }
    svg.push_str(r#""/></svg>"#);
    Some(svg)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_draws_the_dark_modules() {
        let svg = svg("https://digital.nhs.uk/migrationguide").unwrap();
        assert!(svg.contains(r#"viewBox="0 0 29 29""#), "{svg}");
        // The finder pattern: seven dark modules, then the ring around a block of nine.
        assert!(svg.contains(r#"d="M0 0.5h7M"#), "{svg}");
        assert!(svg.contains("M2 2.5h3M"), "{svg}");
    }

    #[test]
    fn an_address_too_long_for_a_code_has_none() {
        assert!(svg(&"x".repeat(3000)).is_none());
    }
}
