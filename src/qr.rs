//! A QR code as runs of dark modules, for the layout to draw as one shape.

use qrcode::{Color, EcLevel};
use serde::Serialize;

/// A QR code.
#[derive(Debug, Serialize)]
pub struct QrCode {
    /// Modules a side, without the quiet zone.
    pub size: usize,
    /// Dark modules side by side: column and row of the first, and how many.
    pub runs: Vec<[usize; 3]>,
}

impl QrCode {
    /// The code of an address, unless it is too long for one.
    pub fn new(address: &str) -> Option<Self> {
        // Level M restores 15%: a fold or a coffee stain.
        let code = qrcode::QrCode::with_error_correction_level(address, EcLevel::M).ok()?;
        let size = code.width();
        let colors = code.to_colors();
        let rows = colors.chunks(size).enumerate();
        Some(Self { size, runs: rows.flat_map(|(y, row)| runs(y, row)).collect() })
    }
}

/// The runs of dark modules in a row.
fn runs(y: usize, row: &[Color]) -> Vec<[usize; 3]> {
    let mut runs = Vec::new();
    let mut x = 0;
    for modules in row.chunk_by(|a, b| a == b) {
        if modules[0] == Color::Dark {
            runs.push([x, y, modules.len()]);
        }
        x += modules.len();
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_the_dark_modules() {
        let code = QrCode::new("https://digital.nhs.uk/migrationguide").unwrap();
        assert_eq!(code.size, 29);
        // The finder pattern: seven dark modules, then the ring around a block of nine.
        assert_eq!(code.runs[0], [0, 0, 7]);
        assert!(code.runs.contains(&[2, 2, 3]));
        let dark: usize = code.runs.iter().map(|run| run[2]).sum();
        let colors = qrcode::QrCode::with_error_correction_level(
            "https://digital.nhs.uk/migrationguide",
            EcLevel::M,
        );
        let colors = colors.unwrap().to_colors();
        assert_eq!(dark, colors.iter().filter(|color| **color == Color::Dark).count());
    }

    #[test]
    fn an_address_too_long_for_a_code_has_none() {
        assert!(QrCode::new(&"x".repeat(3000)).is_none());
    }
}
