//! What only the user's own browser knows: the key of a page, and what is made from it.

use std::io;

use sha2::{Digest, Sha256};

use crate::base::text::hex;

/// The key of an opened state. All else that has to be secret is a digest of it, so that a
/// page of yesterday goes on with a server of today.
#[derive(Clone)]
pub(crate) struct Secret([u8; 32]);

impl Secret {
    /// A new one.
    pub(crate) fn new() -> io::Result<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|err| io::Error::other(err.to_string()))?;
        Ok(Self(bytes))
    }

    /// One that was kept.
    pub(crate) fn from_hex(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        for (index, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * index..2 * index + 2], 16).ok()?;
        }
        Some(Self(bytes))
    }

    /// As it is kept.
    pub(crate) fn to_hex(&self) -> String {
        hex(&self.0)
    }

    /// A digest for one purpose.
    fn derived(&self, purpose: &str, of: &str) -> String {
        let inner = Sha256::digest(format!("{purpose}\0{of}"));
        hex(&Sha256::new().chain_update(self.0).chain_update(inner).finalize())
    }

    /// What tells this page from others: the first part of its paths, and of its cookie's
    /// name. A server on another port does not know it, so a browser sends it no cookie.
    pub(crate) fn instance(&self) -> String {
        self.derived("instance", "")[..16].into()
    }

    /// What the first address has.
    pub(crate) fn key(&self) -> String {
        self.derived("key", "")
    }

    /// What the cookie holds.
    pub(crate) fn cookie(&self) -> String {
        self.derived("cookie", "")
    }

    /// A token for a new page, which it needs for what changes something.
    pub(crate) fn new_token(&self) -> io::Result<String> {
        let nonce = hex(&Self::new()?.0[..16]);
        Ok(format!("{nonce}-{}", self.derived("token", &nonce)))
    }

    /// Whether a token was made with this key.
    pub(crate) fn made_token(&self, token: &str) -> bool {
        let Some((nonce, proof)) = token.split_once('-') else { return false };
        is_same(proof, &self.derived("token", nonce))
    }

    /// The proof that a server knows the key, for whoever starts a second one.
    pub(crate) fn proof(&self, challenge: &str) -> String {
        self.derived("proof", challenge)
    }
}

/// Whether two texts are the same, in a time that does not depend on where they differ.
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    let [one, other] = [one, other].map(Sha256::digest);
    let differing = one.iter().zip(other.iter()).map(|(a, b)| a ^ b);
    differing.fold(0, |all, bits| all | bits) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_key_makes_the_same_words_and_another_does_not() {
        let key = Secret::new().unwrap();
        let kept = Secret::from_hex(&key.to_hex()).unwrap();
        let other = Secret::new().unwrap();
        assert_eq!(key.cookie(), kept.cookie());
        assert_ne!(key.cookie(), other.cookie());
        assert_ne!(key.cookie(), key.key());
        let token = key.new_token().unwrap();
        assert!(kept.made_token(&token));
        assert!(!other.made_token(&token) && !kept.made_token(&token[1..]));
        assert!(!kept.made_token("") && !kept.made_token("-"));
        for text in ["", "ab", &"g".repeat(64), &"é".repeat(32)] {
            assert!(Secret::from_hex(text).is_none(), "{text}");
        }
    }

    #[test]
    fn texts_are_the_same_or_not() {
        assert!(is_same("", "") && is_same("abc", "abc"));
        assert!(!is_same("abc", "abd") && !is_same("abc", "ab") && !is_same("", "a"));
    }
}
