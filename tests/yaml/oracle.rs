//! A reader that has nothing from an event parser: serde_yaml is asked twice, once for the
//! shape of a file and once for its texts. The program read its files so before.

use std::borrow::Cow;
use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, IgnoredAny, MapAccess,
    SeqAccess, VariantAccess, Visitor,
};

/// A value without its places.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Plain {
    Scalar(String),
    Sequence(Vec<Plain>),
    Mapping(Vec<(Plain, Plain)>),
    Tagged,
}

/// Reads a text, as serde_yaml alone does.
pub(super) fn plain(text: &str) -> Result<Plain, serde_yaml::Error> {
    let shape = Shaping.deserialize(deserializer(&own_tags(text)))?;
    Reading(&shape).deserialize(deserializer(text))
}

/// A text of the same shape in which the tags of YAML itself, `!!str` or
/// `!<tag:yaml.org,2002:str>`, are tags of somebody's own: the crate tells only of those.
fn own_tags(text: &str) -> Cow<'_, str> {
    if !text.contains("!!") && !text.contains("!<t") {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("!!", "!-").replace("!<t", "!<!"))
}

fn deserializer(text: &str) -> serde_yaml::Deserializer<'_> {
    serde_yaml::Deserializer::from_str(text)
}

/// What kinds of values a file has where, without the values.
enum Shape {
    Scalar,
    Sequence(Vec<Shape>),
    Mapping(Vec<(Shape, Shape)>),
    Tagged,
}

/// Reads the shape of a value.
#[derive(Clone, Copy)]
struct Shaping;

impl<'de> DeserializeSeed<'de> for Shaping {
    type Value = Shape;

    fn deserialize<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Shape, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Shaping {
    type Value = Shape;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_i128<E>(self, _: i128) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_u128<E>(self, _: u128) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_str<E>(self, _: &str) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_unit<E>(self) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_none<E>(self) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Shape, A::Error> {
        let mut shapes = Vec::new();
        while let Some(shape) = seq.next_element_seed(self)? {
            shapes.push(shape);
        }
        Ok(Shape::Sequence(shapes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Shape, A::Error> {
        let mut shapes = Vec::new();
        while let Some(key) = map.next_key_seed(self)? {
            shapes.push((key, map.next_value_seed(self)?));
        }
        Ok(Shape::Mapping(shapes))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Shape, A::Error> {
        let (_, variant) = data.variant::<IgnoredAny>()?;
        variant.newtype_variant::<IgnoredAny>()?;
        Ok(Shape::Tagged)
    }
}

/// Reads a value whose shape is known.
#[derive(Clone, Copy)]
struct Reading<'a>(&'a Shape);

impl<'de> DeserializeSeed<'de> for Reading<'_> {
    type Value = Plain;

    fn deserialize<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Plain, D::Error> {
        Ok(match self.0 {
            Shape::Scalar => Plain::Scalar(String::deserialize(deserializer)?),
            Shape::Sequence(shapes) => {
                Plain::Sequence(deserializer.deserialize_seq(Rows(shapes))?)
            }
            Shape::Mapping(shapes) => {
                Plain::Mapping(deserializer.deserialize_map(Pairs(shapes))?)
            }
            Shape::Tagged => {
                IgnoredAny::deserialize(deserializer)?;
                Plain::Tagged
            }
        })
    }
}

/// Reads the rows of a list.
struct Rows<'a>(&'a [Shape]);

impl<'de> Visitor<'de> for Rows<'_> {
    type Value = Vec<Plain>;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<Plain>, A::Error> {
        let mut rows = Vec::new();
        for shape in self.0 {
            rows.extend(seq.next_element_seed(Reading(shape))?);
        }
        Ok(rows)
    }
}

/// Reads the keys and values of a map.
struct Pairs<'a>(&'a [(Shape, Shape)]);

impl<'de> Visitor<'de> for Pairs<'_> {
    type Value = Vec<(Plain, Plain)>;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Vec::new();
        for (key, value) in self.0 {
            if let Some(key) = map.next_key_seed(Reading(key))? {
                pairs.push((key, map.next_value_seed(Reading(value))?));
            }
        }
        Ok(pairs)
    }
}
