//! Pictures of pages, and their comparison with references.

use super::reader::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings, render};
use hayro_interpret::InterpreterSettings;
use png::{BitDepth, ColorType, Compression, Decoder, Encoder, Filter, Transformations};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// The largest difference in a channel that may come from another processor's rounding:
/// one level of sixteen.
const ROUNDING: u8 = 17;

/// A picture of a page.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// The pixels from left to right and top to bottom, as red, green and blue.
    pub pixels: Vec<[u8; 3]>,
}

impl Pdf {
    /// Draws one page on white paper, at `dpi` pixels to the inch.
    #[track_caller]
    pub fn picture(&self, page: usize, dpi: f32) -> Picture {
        let page = &self.file.pages()[page];
        let settings = RenderSettings {
            x_scale: dpi / 72.0,
            y_scale: dpi / 72.0,
            bg_color: WHITE,
            ..RenderSettings::default()
        };
        let interpreter = InterpreterSettings::default();
        let pixels = render(page, &RenderCache::new(), &interpreter, &settings);
        Picture {
            width: pixels.width().into(),
            height: pixels.height().into(),
            pixels: pixels
                .data()
                .iter()
                .map(|pixel| [pixel.r, pixel.g, pixel.b])
                .collect(),
        }
    }
}

impl Picture {
    /// Reads a PNG that [`write_png`](Self::write_png) wrote.
    #[track_caller]
    pub fn read_png(path: &Path) -> Self {
        let file =
            File::open(path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
        let mut decoder = Decoder::new(BufReader::new(file));
        decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
        let mut reader = decoder.read_info().expect("the reference is no PNG");
        let size = reader.output_buffer_size().expect("the reference is too large");
        let mut bytes = vec![0; size];
        let frame = reader.next_frame(&mut bytes).expect("the reference is damaged");
        bytes.truncate(frame.buffer_size());
        let pixels = match frame.color_type {
            ColorType::Grayscale => bytes.iter().map(|grey| [*grey; 3]).collect(),
            ColorType::Rgb => bytes.as_chunks().0.to_vec(),
            other => panic!("{}: {other:?} is not read", path.display()),
        };
        Self { width: frame.width as usize, height: frame.height as usize, pixels }
    }

    /// Writes a PNG: in grey if the picture has no colour, which keeps references small.
    #[track_caller]
    pub fn write_png(&self, path: &Path) {
        let is_grey = self.pixels.iter().all(|[r, g, b]| r == g && g == b);
        let bytes: Vec<u8> = match is_grey {
            true => self.pixels.iter().map(|[grey, ..]| *grey).collect(),
            false => self.pixels.as_flattened().to_vec(),
        };
        let file =
            File::create(path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
        let mut encoder = Encoder::new(file, self.width as u32, self.height as u32);
        encoder.set_color(if is_grey { ColorType::Grayscale } else { ColorType::Rgb });
        encoder.set_depth(BitDepth::Eight);
        encoder.set_compression(Compression::High);
        // Text on white paper has nothing that a filter could foresee.
        encoder.set_filter(Filter::NoFilter);
        let mut writer =
            encoder.write_header().expect("the PNG header cannot be written");
        writer.write_image_data(&bytes).expect("the PNG cannot be written");
    }

    /// The picture in sixteen greys, as a black-and-white copier shows it.
    pub fn grey(self) -> Self {
        let grey = |[red, green, blue]: [u8; 3]| {
            let parts = [(red, 2126), (green, 7152), (blue, 722)];
            let sum: u32 =
                parts.iter().map(|(part, share)| u32::from(*part) * share).sum();
            [(sum / 160_000) as u8 * 17; 3]
        };
        Self { pixels: self.pixels.into_iter().map(grey).collect(), ..self }
    }

    /// Says how this picture differs from a reference, in pixels; none if it is the same.
    pub fn differs_from(&self, reference: &Self) -> Option<String> {
        let (own, wanted) =
            ((self.width, self.height), (reference.width, reference.height));
        if own != wanted {
            return Some(format!("it has {own:?} pixels and not {wanted:?}"));
        }
        let pairs = self.pixels.iter().zip(&reference.pixels).enumerate();
        let steps = pairs
            .map(|(at, (a, b))| (at, step(a, b)))
            .filter(|(_, step)| *step > ROUNDING);
        let steps: Vec<(usize, u8)> = steps.collect();
        let largest = steps.iter().map(|(_, step)| *step).max()?;
        let columns = || steps.iter().map(|(at, _)| at % self.width);
        let (left, right) = (columns().min()?, columns().max()?);
        let (top, bottom) = (steps.first()?.0 / self.width, steps.last()?.0 / self.width);
        Some(format!(
            "{} of {} pixels differ, by up to {largest} of 255, in columns {left} to \
             {right} and rows {top} to {bottom}",
            steps.len(),
            self.pixels.len(),
        ))
    }
}

/// The largest difference in one channel.
fn step(a: &[u8; 3], b: &[u8; 3]) -> u8 {
    let steps = a.iter().zip(b).map(|(a, b)| a.abs_diff(*b));
    steps.max().unwrap_or_default()
}
