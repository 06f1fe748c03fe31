//! Fields as many programs wrote them: a number as text, a text as number, nothing instead of a list.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A whole number, if the field held one.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Whole(pub(super) Option<i64>);

/// Any number, if the field held one.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Decimal(pub(super) Option<f64>);

/// A text; nothing if the field held none.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Text(pub(super) String);

/// A list of at most so many; nothing if the field held none.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct List<T, const MAX: usize>(pub(super) Vec<T>);

impl<T, const MAX: usize> Default for List<T, MAX> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

/// What a field held, if it was a single value.
enum Scalar {
    None,
    Whole(i64),
    Decimal(f64),
    Text(String),
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Scalar, E> {
        Ok(Scalar::None)
    }

    fn visit_i64<E>(self, value: i64) -> Result<Scalar, E> {
        Ok(Scalar::Whole(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Scalar, E> {
        Ok(i64::try_from(value).map_or(Scalar::None, Scalar::Whole))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Scalar, E> {
        Ok(Scalar::Decimal(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Scalar, E> {
        Ok(Scalar::Text(value.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Scalar, E> {
        Ok(Scalar::None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Scalar, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar::None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar::None)
    }
}

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match Scalar::deserialize(deserializer)? {
            Scalar::Whole(value) => Some(value),
            Scalar::Decimal(value) => whole(value),
            Scalar::Text(text) => text.trim().parse().ok(),
            Scalar::None => None,
        }))
    }
}

/// The nearest whole number, within what a float tells apart.
fn whole(value: f64) -> Option<i64> {
    const EXACT: f64 = 9.0e15;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "it is whole and within the range"
    )]
    (value.abs() < EXACT).then(|| value.round() as i64)
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = match Scalar::deserialize(deserializer)? {
            #[expect(
                clippy::cast_precision_loss,
                reason = "a speed, shown with three digits"
            )]
            Scalar::Whole(value) => Some(value as f64),
            Scalar::Decimal(value) => Some(value),
            Scalar::Text(text) => text.trim().parse().ok(),
            Scalar::None => None,
        };
        Ok(Self(value.filter(|value| value.is_finite())))
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match Scalar::deserialize(deserializer)? {
            Scalar::Text(text) => text,
            Scalar::Whole(value) => value.to_string(),
            Scalar::Decimal(_) | Scalar::None => String::new(),
        }))
    }
}

impl<'de, T: Deserialize<'de>, const MAX: usize> Deserialize<'de> for List<T, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ListVisitor(PhantomData))
    }
}

struct ListVisitor<T, const MAX: usize>(PhantomData<T>);

impl<'de, T: Deserialize<'de>, const MAX: usize> Visitor<'de> for ListVisitor<T, MAX> {
    type Value = List<T, MAX>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a list of at most {MAX}")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(List::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut read = Vec::new();
        while let Some(element) = list.next_element::<Option<T>>()? {
            if read.len() == MAX {
                return Err(A::Error::invalid_length(MAX + 1, &self));
            }
            read.extend(element);
        }
        Ok(List(read))
    }
}
