use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::domain::{AccountId, CommentId, EmailAddress, EmailHash, MailboxId, PageId, Version};

/// What a link in a mail is for. Whoever holds it may do that one thing, on the page that it opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailLink {
    /// Say that the address is one's own.
    Confirm { mailbox: MailboxId, until: Timestamp },
    /// Get no more mail of a page. Never runs out.
    Leave { mailbox: MailboxId, page: PageId },
    /// See and change what one follows on a site. Never runs out.
    Manage { mailbox: MailboxId },
    /// Do one thing, as this account, about the words that the mail showed.
    Decide { deed: MailDeed, account: AccountId, comment: CommentId, version: Version, until: Timestamp },
    /// Get no more mail of a site, ever. Never runs out.
    LeaveSite { mailbox: MailboxId },
    /// Get no more mail as an account. Never runs out.
    LeaveAccount { account: AccountId },
}

/// What a moderator does by a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailDeed {
    Approve,
    Spam,
    Remove,
    Reply,
}

impl MailDeed {
    /// As it stands in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Spam => "spam",
            Self::Remove => "remove",
            Self::Reply => "reply",
        }
    }

    fn number(self) -> i64 {
        match self {
            Self::Approve => 0,
            Self::Spam => 1,
            Self::Remove => 2,
            Self::Reply => 3,
        }
    }

    fn from_number(number: i64) -> Option<Self> {
        [Self::Approve, Self::Spam, Self::Remove, Self::Reply].into_iter().find(|deed| deed.number() == number)
    }
}

/// Why a link counts for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MailLinkError {
    #[error("this link is not whole, or was not made here")]
    Invalid,
    #[error("this link is too old")]
    Expired,
}

/// What only the server knows of mail: it signs links, and tells addresses apart that nobody can read any more.
#[derive(Clone)]
pub struct MailKey([u8; 32]);

const NUMBERS: usize = 5;
const BODY: usize = 1 + 8 * NUMBERS;
const TAG: usize = 16;

impl MailKey {
    /// Derived from a secret that lives as long as the data, since links must work for ever.
    pub fn derive(secret: &[u8; 32]) -> Self {
        Self(digest(secret, &[b"rejoinder mail"]))
    }

    /// The same for however an address is written.
    pub fn hash_address(&self, email: &EmailAddress) -> EmailHash {
        EmailHash::from_bytes(self.tag(&[b"address", email.as_str().to_lowercase().as_bytes()]))
    }

    /// A code counts for one address alone.
    pub fn hash_code(&self, address: &EmailHash, code: &str) -> [u8; 16] {
        self.tag(&[b"code", address.as_bytes(), code.as_bytes()])
    }

    pub fn sign(&self, link: &MailLink) -> String {
        let body = encode(link);
        BASE64URL_NOPAD.encode(&[&body[..], &self.tag(&[b"link", &body])].concat())
    }

    pub fn open(&self, text: &str, now: Timestamp) -> Result<MailLink, MailLinkError> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| MailLinkError::Invalid)?;
        let whole: &[u8; BODY + TAG] = bytes.as_slice().try_into().map_err(|_| MailLinkError::Invalid)?;
        let (body, tag) = whole.split_at(BODY);
        if !bool::from(self.tag(&[b"link", body]).ct_eq(tag)) {
            return Err(MailLinkError::Invalid);
        }
        let link = decode(body).ok_or(MailLinkError::Invalid)?;
        match link {
            MailLink::Confirm { until, .. } | MailLink::Decide { until, .. } if until < now => Err(MailLinkError::Expired),
            link => Ok(link),
        }
    }

    fn tag(&self, parts: &[&[u8]]) -> [u8; 16] {
        *digest(&self.0, parts).first_chunk().expect("32 bytes begin with 16")
    }
}

/// Parts are told apart by their lengths.
fn digest(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// What it is for, and five numbers.
fn encode(link: &MailLink) -> [u8; BODY] {
    let (kind, numbers) = match *link {
        MailLink::Confirm { mailbox, until } => (1, [mailbox.as_i64(), until.as_second(), 0, 0, 0]),
        MailLink::Leave { mailbox, page } => (2, [mailbox.as_i64(), page.0, 0, 0, 0]),
        MailLink::Manage { mailbox } => (3, [mailbox.as_i64(), 0, 0, 0, 0]),
        MailLink::Decide { deed, account, comment, version, until } => {
            (4, [account.0, comment.as_i64(), version.as_i64(), until.as_second(), deed.number()])
        }
        MailLink::LeaveAccount { account } => (5, [account.0, 0, 0, 0, 0]),
        MailLink::LeaveSite { mailbox } => (6, [mailbox.as_i64(), 0, 0, 0, 0]),
    };
    let mut body = [kind; BODY];
    for (place, number) in body[1..].chunks_exact_mut(8).zip(numbers) {
        place.copy_from_slice(&number.to_be_bytes());
    }
    body
}

fn decode(body: &[u8]) -> Option<MailLink> {
    let (kind, rest) = body.split_first()?;
    let number = |place: usize| Some(i64::from_be_bytes(rest.get(place * 8..place * 8 + 8)?.try_into().ok()?));
    let time = |place: usize| Timestamp::from_second(number(place)?).ok();
    let mailbox = MailboxId(number(0)?);
    Some(match kind {
        1 => MailLink::Confirm { mailbox, until: time(1)? },
        2 => MailLink::Leave { mailbox, page: PageId(number(1)?) },
        3 => MailLink::Manage { mailbox },
        4 => MailLink::Decide {
            account: AccountId(number(0)?),
            comment: CommentId::from_i64(number(1)?),
            version: Version::from_i64(number(2)?),
            until: time(3)?,
            deed: MailDeed::from_number(number(4)?)?,
        },
        5 => MailLink::LeaveAccount { account: AccountId(number(0)?) },
        6 => MailLink::LeaveSite { mailbox },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        Timestamp::from_second(1_800_000_000).unwrap()
    }

    fn later() -> Timestamp {
        Timestamp::from_second(1_800_000_100).unwrap()
    }

    fn links() -> [MailLink; 6] {
        let (mailbox, account) = (MailboxId(7), AccountId(3));
        [
            MailLink::Confirm { mailbox, until: later() },
            MailLink::Leave { mailbox, page: PageId(9) },
            MailLink::Manage { mailbox },
            MailLink::Decide {
                deed: MailDeed::Spam,
                account,
                comment: CommentId::first_at(now()),
                version: Version::from_i64(5),
                until: later(),
            },
            MailLink::LeaveAccount { account },
            MailLink::LeaveSite { mailbox },
        ]
    }

    #[test]
    fn a_link_is_what_was_signed() {
        let key = MailKey::derive(&[1; 32]);
        for link in links() {
            assert_eq!(key.open(&key.sign(&link), now()), Ok(link));
        }
    }

    #[test]
    fn an_altered_or_foreign_link_is_none() {
        let key = MailKey::derive(&[1; 32]);
        for link in links() {
            let signed = BASE64URL_NOPAD.decode(key.sign(&link).as_bytes()).unwrap();
            for place in 0..signed.len() {
                let mut altered = signed.clone();
                altered[place] ^= 1;
                assert_eq!(key.open(&BASE64URL_NOPAD.encode(&altered), now()), Err(MailLinkError::Invalid));
            }
            assert_eq!(MailKey::derive(&[2; 32]).open(&key.sign(&link), now()), Err(MailLinkError::Invalid));
        }
        for text in ["", "x", "ä", &"A".repeat(76), &"A".repeat(10_000)] {
            assert_eq!(key.open(text, now()), Err(MailLinkError::Invalid));
        }
    }

    #[test]
    fn what_decides_runs_out_and_what_leaves_does_not() {
        let key = MailKey::derive(&[1; 32]);
        let much_later = Timestamp::from_second(3_000_000_000).unwrap();
        let results = links().map(|link| key.open(&key.sign(&link), much_later).is_ok());
        assert_eq!(results, [false, true, true, false, true, true]);
    }

    #[test]
    fn an_address_has_one_hash_however_it_is_written() {
        let key = MailKey::derive(&[1; 32]);
        let hash = |text: &str| key.hash_address(&EmailAddress::parse(text).unwrap());
        assert_eq!(hash("Mira@Example.com"), hash("mira@example.com"));
        assert_ne!(hash("mira@example.com"), hash("mira+x@example.com"));
        assert_ne!(key.hash_code(&hash("a@b.cd"), "123456"), key.hash_code(&hash("c@b.cd"), "123456"));
    }
}
