//! Reading and writing the protocol's fields.

use thiserror::Error;

use crate::MAX_DATAGRAM;

/// Why a datagram is none of this protocol's.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum DecodeError {
    /// A datagram without a byte.
    #[error("an empty datagram")]
    Empty,
    /// Longer than any message can be.
    #[error("a datagram of {0} bytes, more than any message has")]
    TooLong(usize),
    /// An id that this version of the protocol does not have. Some tools add their own: pass it over.
    #[error("unknown message {0}")]
    Unknown(u8),
    /// A field reaches beyond the datagram.
    #[error("message {id} ends inside its {field}")]
    Short {
        /// Byte 0.
        id: u8,
        /// Which field.
        field: &'static str,
    },
    /// A field holds a value that the protocol gives no meaning.
    #[error("message {id} has {value} as its {field}")]
    Value {
        /// Byte 0.
        id: u8,
        /// Which field.
        field: &'static str,
        /// What stands there.
        value: i64,
    },
}

/// Takes fields off a datagram, in order.
pub(crate) struct Reader<'a> {
    id: u8,
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Takes byte 0 off, which says what follows.
    pub(crate) fn new(datagram: &'a [u8]) -> Result<(u8, Self), DecodeError> {
        if MAX_DATAGRAM < datagram.len() {
            return Err(DecodeError::TooLong(datagram.len()));
        }
        let (&id, rest) = datagram.split_first().ok_or(DecodeError::Empty)?;
        Ok((id, Self { id, rest }))
    }

    pub(crate) fn left(&self) -> usize {
        self.rest.len()
    }

    /// The next byte, which is left where it is.
    pub(crate) fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    pub(crate) fn invalid(&self, field: &'static str, value: impl Into<i64>) -> DecodeError {
        DecodeError::Value {
            id: self.id,
            field,
            value: value.into(),
        }
    }

    fn bytes(&mut self, count: usize, field: &'static str) -> Result<&'a [u8], DecodeError> {
        let (taken, rest) = self
            .rest
            .split_at_checked(count)
            .ok_or(DecodeError::Short { id: self.id, field })?;
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self, field: &'static str) -> Result<[u8; N], DecodeError> {
        let taken = self.bytes(N, field)?;
        taken
            .try_into()
            .map_err(|_| DecodeError::Short { id: self.id, field })
    }

    pub(crate) fn u8(&mut self, field: &'static str) -> Result<u8, DecodeError> {
        self.array(field).map(|[byte]| byte)
    }

    pub(crate) fn u16(&mut self, field: &'static str) -> Result<u16, DecodeError> {
        self.array(field).map(u16::from_le_bytes)
    }

    pub(crate) fn i16(&mut self, field: &'static str) -> Result<i16, DecodeError> {
        self.array(field).map(i16::from_le_bytes)
    }

    pub(crate) fn u32(&mut self, field: &'static str) -> Result<u32, DecodeError> {
        self.array(field).map(u32::from_le_bytes)
    }

    pub(crate) fn i32(&mut self, field: &'static str) -> Result<i32, DecodeError> {
        self.array(field).map(i32::from_le_bytes)
    }

    pub(crate) fn f32(&mut self, field: &'static str) -> Result<f32, DecodeError> {
        self.array(field).map(f32::from_le_bytes)
    }

    /// A count and so many bytes of ASCII or UTF-8.
    pub(crate) fn text(&mut self, field: &'static str) -> Result<String, DecodeError> {
        let length = self.u8(field)?;
        let bytes = self.bytes(length.into(), field)?;
        Ok(String::from_utf8_lossy(bytes).into_owned())
    }

    /// A count and so many code points of four bytes. What is no character becomes U+FFFD.
    pub(crate) fn wide_text(&mut self, field: &'static str) -> Result<String, DecodeError> {
        let length = usize::from(self.u8(field)?);
        let bytes = self.bytes(length * 4, field)?;
        Ok(bytes
            .chunks_exact(4)
            .map(|point| {
                let value = u32::from_le_bytes([point[0], point[1], point[2], point[3]]);
                char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER)
            })
            .collect())
    }
}

/// Puts fields behind one another.
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    pub(crate) fn new(id: u8) -> Self {
        Self(vec![id])
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.0
    }

    pub(crate) fn u8(mut self, value: u8) -> Self {
        self.0.push(value);
        self
    }

    pub(crate) fn u16(mut self, value: u16) -> Self {
        self.0.extend(value.to_le_bytes());
        self
    }

    pub(crate) fn i16(mut self, value: i16) -> Self {
        self.0.extend(value.to_le_bytes());
        self
    }

    pub(crate) fn u32(mut self, value: u32) -> Self {
        self.0.extend(value.to_le_bytes());
        self
    }

    pub(crate) fn i32(mut self, value: i32) -> Self {
        self.0.extend(value.to_le_bytes());
        self
    }

    pub(crate) fn f32(mut self, value: f32) -> Self {
        self.0.extend(value.to_le_bytes());
        self
    }

    /// At most 255 bytes; what is longer is cut at a character.
    pub(crate) fn text(mut self, value: &str) -> Self {
        let value = &value[..value.floor_char_boundary(255)];
        self.0.push(u8::try_from(value.len()).unwrap_or(u8::MAX));
        self.0.extend(value.as_bytes());
        self
    }

    /// At most 255 characters; what is longer is cut.
    pub(crate) fn wide_text(mut self, value: &str) -> Self {
        let count = value.chars().take(255).count();
        self.0.push(u8::try_from(count).unwrap_or(u8::MAX));
        for point in value.chars().take(255) {
            self.0.extend(u32::from(point).to_le_bytes());
        }
        self
    }
}
