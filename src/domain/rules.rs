//! The rules of a site, which decide what becomes of a comment where nobody does.

use std::sync::Arc;

use super::held_words::{HoldWord, ReadText, held_word};
use super::{Anchor, Author, Invalid, Status};

/// Whose comments wait for a moderator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    None,
    /// Visitors without a published comment on the site yet. Who that is says the token, never a typed address. Members are known to their site.
    Newcomers,
    All,
}

impl Hold {
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match text {
            "none" => Ok(Self::None),
            "newcomers" => Ok(Self::Newcomers),
            "all" => Ok(Self::All),
            _ => Err(Invalid::new("whom to hold must be none, newcomers or all")),
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Newcomers => "newcomers",
            Self::All => "all",
        }
    }
}

/// What a site's owner decides about comments before anybody reads them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    pub hold: Hold,
    /// More links than this hold a comment.
    pub hold_links: Option<u32>,
    /// Shared, since each comment is judged by them.
    pub hold_words: Arc<[HoldWord]>,
    /// Days after its first comment on which a page takes no more.
    pub close_after_days: Option<u32>,
}

impl Rules {
    pub const MAX_WORDS: usize = 1_000;
    /// A century: past it "after some days" has lost its meaning.
    pub const MAX_DAYS: u32 = 36_500;
}

impl Default for Rules {
    fn default() -> Self {
        Self { hold: Hold::None, hold_links: Some(5), hold_words: Arc::default(), close_after_days: None }
    }
}

/// Why a comment was not published at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The writer's first on this site.
    FirstComment,
    AllHeld,
    Links(u32),
    Word(String),
    /// Sent sooner than anybody can write.
    TooFast,
    /// A field that people cannot see was filled in.
    Honeypot,
    /// The same words stand elsewhere on the site.
    Duplicate,
    /// The same words were called spam before.
    LikeSpam,
    /// Its writer has changed its words since.
    Edited,
}

impl Reason {
    pub fn code(&self) -> &'static str {
        match self {
            Self::FirstComment => "first_comment",
            Self::AllHeld => "all_held",
            Self::Links(_) => "links",
            Self::Word(_) => "word",
            Self::TooFast => "too_fast",
            Self::Honeypot => "honeypot",
            Self::Duplicate => "duplicate",
            Self::LikeSpam => "like_spam",
            Self::Edited => "edited",
        }
    }

    pub fn detail(&self) -> Option<String> {
        match self {
            Self::Links(count) => Some(count.to_string()),
            Self::Word(word) => Some(word.clone()),
            _ => None,
        }
    }

    /// One line, as it is stored.
    pub(crate) fn to_line(&self) -> String {
        match self.detail() {
            Some(detail) => format!("{} {detail}", self.code()),
            None => self.code().to_owned(),
        }
    }

    pub(crate) fn from_line(line: &str) -> Option<Self> {
        let (code, detail) = line.split_once(' ').unwrap_or((line, ""));
        Some(match code {
            "first_comment" => Self::FirstComment,
            "all_held" => Self::AllHeld,
            "links" => Self::Links(detail.parse().ok()?),
            "word" => Self::Word(detail.to_owned()),
            "too_fast" => Self::TooFast,
            "honeypot" => Self::Honeypot,
            "duplicate" => Self::Duplicate,
            "like_spam" => Self::LikeSpam,
            "edited" => Self::Edited,
            _ => return None,
        })
    }

    /// Whether it is about what the comment says, and so is judged anew with each change, and not about how it came.
    pub fn is_of_words(&self) -> bool {
        match self {
            Self::Links(_) | Self::Word(_) | Self::Duplicate | Self::LikeSpam | Self::Edited => true,
            Self::FirstComment | Self::AllHeld | Self::TooFast | Self::Honeypot => false,
        }
    }

    fn is_spam(&self) -> bool {
        matches!(self, Self::Honeypot | Self::LikeSpam)
    }
}

/// What the form tells of how a comment was written.
#[derive(Debug, Clone, Copy, Default)]
pub struct Signals {
    /// Whether the field that people cannot see was filled in.
    pub honeypot: bool,
    /// From the first touch of the form until it was sent.
    pub writing_seconds: Option<u32>,
}

/// Nobody writes and sends a comment in less.
const SHORTEST_WRITING_SECONDS: u32 = 2;

/// What is known of a comment that is to be judged.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    pub author: &'a Author,
    /// None where the rules have no words to look for.
    pub text: Option<&'a ReadText>,
    /// The passage it answers with what stands around it, and the question, as its writer's browser gave them: any of it may be made up.
    pub anchor: Option<&'a Anchor>,
    pub links: u32,
    pub signals: Signals,
    pub newcomer: bool,
    pub duplicate: bool,
    pub like_spam: bool,
}

/// A status with its reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub status: Status,
    pub reasons: Vec<Reason>,
}

/// What the site's rules make of a comment; the same for a new one and for changed words.
pub fn judge(rules: &Rules, case: Case<'_>) -> Verdict {
    let mut reasons = Vec::new();
    let mut note = |applies: bool, reason: Reason| reasons.extend(applies.then_some(reason));
    note(rules.hold == Hold::All, Reason::AllHeld);
    note(rules.hold == Hold::Newcomers && case.newcomer, Reason::FirstComment);
    note(rules.hold_links.is_some_and(|most| case.links > most), Reason::Links(case.links));
    note(case.signals.writing_seconds.is_some_and(|seconds| seconds < SHORTEST_WRITING_SECONDS), Reason::TooFast);
    note(case.signals.honeypot, Reason::Honeypot);
    note(case.duplicate, Reason::Duplicate);
    note(case.like_spam, Reason::LikeSpam);
    if let Some(word) = held_word(&rules.hold_words, case.author, case.text, case.anchor) {
        reasons.push(Reason::Word(word.as_str().to_owned()));
    }
    let status = match &reasons[..] {
        [] => Status::Published,
        reasons if reasons.iter().any(Reason::is_spam) => Status::Spam,
        _ => Status::Held,
    };
    Verdict { status, reasons }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(rules: &Rules, change: impl FnOnce(&mut Case<'_>)) -> Verdict {
        let (author, text) = (Author::default(), ReadText::plain("Cheap watches, buy now"));
        let mut case = Case {
            author: &author,
            text: Some(&text),
            anchor: None,
            links: 0,
            signals: Signals::default(),
            newcomer: false,
            duplicate: false,
            like_spam: false,
        };
        change(&mut case);
        judge(rules, case)
    }

    #[test]
    fn nothing_to_say_against_a_comment_publishes_it() {
        let known = verdict(&Rules { hold: Hold::Newcomers, ..Rules::default() }, |_| {});
        assert_eq!(known, Verdict { status: Status::Published, reasons: Vec::new() });
        let links = verdict(&Rules::default(), |case| case.links = 5);
        assert_eq!(links.status, Status::Published);
    }

    #[test]
    fn each_rule_holds_with_its_reason() {
        let words = |word: &str| Rules { hold_words: [HoldWord::parse(word).unwrap()].into(), ..Rules::default() };
        let held = |rules: &Rules, change: fn(&mut Case<'_>)| {
            let verdict = verdict(rules, change);
            assert_eq!(verdict.status, Status::Held);
            verdict.reasons
        };
        assert_eq!(held(&Rules { hold: Hold::All, ..Rules::default() }, |_| {}), [Reason::AllHeld]);
        let newcomers = Rules { hold: Hold::Newcomers, ..Rules::default() };
        assert_eq!(held(&newcomers, |case| case.newcomer = true), [Reason::FirstComment]);
        assert_eq!(held(&Rules::default(), |case| case.links = 6), [Reason::Links(6)]);
        assert_eq!(held(&Rules::default(), |case| case.signals.writing_seconds = Some(1)), [Reason::TooFast]);
        assert_eq!(held(&Rules::default(), |case| case.duplicate = true), [Reason::Duplicate]);
        assert_eq!(held(&words("ＷＡＴＣＨＥＳ"), |_| {}), [Reason::Word("ＷＡＴＣＨＥＳ".into())]);
        assert_eq!(held(&words("buy now"), |_| {}), [Reason::Word("buy now".into())]);
    }

    #[test]
    fn what_only_machines_do_is_spam() {
        assert_eq!(verdict(&Rules::default(), |case| case.signals.honeypot = true).status, Status::Spam);
        assert_eq!(verdict(&Rules::default(), |case| case.like_spam = true).status, Status::Spam);
    }

    #[test]
    fn reasons_come_back_from_their_lines() {
        let mut next = Some(Reason::FirstComment);
        while let Some(reason) = next {
            assert_eq!(Reason::from_line(&reason.to_line()).as_ref(), Some(&reason));
            // Each with the next, so that none can be left out here.
            next = match reason {
                Reason::FirstComment => Some(Reason::AllHeld),
                Reason::AllHeld => Some(Reason::Links(7)),
                Reason::Links(_) => Some(Reason::Word("buy now".into())),
                Reason::Word(_) => Some(Reason::TooFast),
                Reason::TooFast => Some(Reason::Honeypot),
                Reason::Honeypot => Some(Reason::Duplicate),
                Reason::Duplicate => Some(Reason::LikeSpam),
                Reason::LikeSpam => Some(Reason::Edited),
                Reason::Edited => None,
            };
        }
    }
}
