use std::borrow::Cow;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

use super::Skeleton;
use super::look::{is_flag_letter, plain_letter};

/// How a name looks, to tell whether somebody poses as somebody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NameLook {
    plain: Reading,
    /// With pairs of letters as the one that they pass for; None where there are none.
    paired: Option<Reading>,
}

/// One way to read a name, as a whole and word by word.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Reading {
    whole: Skeleton,
    /// The skeletons of its words, one after the other.
    joined: String,
    /// Where words begin and end in `joined`.
    edges: Vec<usize>,
}

/// What a site's people are called, in front of or behind a name or instead of one.
const TITLES: [&str; 6] = ["owner", "author", "moderator", "admin", "administrator", "staff"];
/// What may stand beside those without making a name of them.
const BESIDE_TITLES: [&str; 8] = ["the", "site", "blog", "page", "official", "verified", "real", "team"];

/// Letters that beside each other pass for one. (`Cl` and `CL` do not.)
const PAIRS: [(&str, &str); 3] = [("vv", "w"), ("VV", "W"), ("cl", "d")];

static TITLE_LOOKS: LazyLock<Vec<Skeleton>> = LazyLock::new(|| TITLES.map(Skeleton::of).to_vec());
static BESIDE_LOOKS: LazyLock<Vec<Skeleton>> = LazyLock::new(|| BESIDE_TITLES.map(Skeleton::of).to_vec());

impl NameLook {
    pub(super) fn of(name: &str) -> Self {
        let name = without_raised_digits(name);
        let letters: Cow<'_, str> = if name.is_ascii() { Cow::Borrowed(&name) } else { name.nfkc().collect() };
        let has_pairs = PAIRS.iter().any(|(pair, _)| letters.contains(pair));
        let paired =
            has_pairs.then(|| Reading::of(&PAIRS.iter().fold(letters.into_owned(), |letters, (pair, one)| letters.replace(pair, one))));
        Self { plain: Reading::of(&name), paired }
    }

    pub(super) fn looks_like(&self, other: &Self) -> bool {
        self.plain.whole == other.plain.whole || self.paired().whole == other.paired().whole
    }

    /// Whether a reader would take this for the other name: it looks like it, or has it between other words. A name of one word stands
    /// in many others, so beside it there must be nothing but titles.
    pub(super) fn poses_as(&self, other: &Self) -> bool {
        self.looks_like(other) || self.plain.has_among(&other.plain) || self.paired().has_among(other.paired())
    }

    /// Whether it is no name but what a site's people are called.
    pub(super) fn is_title(&self) -> bool {
        self.plain.is_title() || self.paired().is_title()
    }

    fn paired(&self) -> &Reading {
        self.paired.as_ref().unwrap_or(&self.plain)
    }
}

impl Reading {
    fn of(name: &str) -> Self {
        let (mut joined, mut edges) = (String::new(), vec![0]);
        for word in words(name) {
            joined.push_str(Skeleton::of(&word).as_str());
            edges.push(joined.len());
        }
        Self { whole: Skeleton::of(name), joined, edges }
    }

    /// Whether the other name stands among its words.
    fn has_among(&self, other: &Self) -> bool {
        self.places_of(other).any(|(from, to)| other.word_count() > 1 || self.has_titles_around(from, to))
    }

    fn is_title(&self) -> bool {
        let is = |looks: &[Skeleton], word: &str| looks.iter().any(|look| look.as_str() == word);
        let mut words = self.words();
        let all = words.all(|word| is(&TITLE_LOOKS, word) || is(&BESIDE_LOOKS, word));
        all && self.words().any(|word| is(&TITLE_LOOKS, word)) || is(&TITLE_LOOKS, self.whole.as_str())
    }

    /// From which edge to which the words of the other name stand in this one.
    fn places_of(&self, other: &Self) -> impl Iterator<Item = (usize, usize)> {
        let edge = |at: usize| self.edges.binary_search(&at).ok();
        let length = other.joined.len();
        let starts = if length == 0 { &[] } else { &self.edges[..] };
        starts.iter().enumerate().filter_map(move |(from, at)| {
            let stands = self.joined[*at..].starts_with(other.joined.as_str());
            Some((from, edge(at + length).filter(|_| stands)?))
        })
    }

    fn has_titles_around(&self, from: usize, to: usize) -> bool {
        let is_title = |word: &str| TITLE_LOOKS.iter().chain(BESIDE_LOOKS.iter()).any(|title| title.as_str() == word);
        self.words().enumerate().all(|(nth, word)| (from..to).contains(&nth) || is_title(word))
    }

    fn words(&self) -> impl Iterator<Item = &str> {
        self.edges.windows(2).map(|edge| &self.joined[edge[0]..edge[1]])
    }

    fn word_count(&self) -> usize {
        self.edges.len() - 1
    }
}

/// Small digits above or below the line pass for an ornament. A name of nothing else keeps them.
fn without_raised_digits(name: &str) -> String {
    let is_raised = |c: char| matches!(c, '\u{B2}' | '\u{B3}' | '\u{B9}' | '\u{2070}'..='\u{2079}' | '\u{2080}'..='\u{2089}');
    let without: String = name.chars().filter(|c| !is_raised(*c)).collect();
    if without.trim().is_empty() { name.to_owned() } else { without }
}

/// Cut wherever something other than a letter, a mark or a digit stands. A flag is a word of its own, as it mostly is meant.
fn words(name: &str) -> Vec<String> {
    let (mut words, mut in_flag) = (vec![String::new()], false);
    for c in name.chars() {
        let is_flag = is_flag_letter(c);
        if is_flag != in_flag {
            words.push(String::new());
            in_flag = is_flag;
        }
        match words.last_mut() {
            Some(word) if is_of_word(c) => word.push(c),
            _ => words.push(String::new()),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn is_of_word(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { is_any_of_word(c) }
}

fn is_any_of_word(c: char) -> bool {
    use GeneralCategoryGroup::{Letter, Mark, Number};
    matches!(plain_letter(c).general_category_group(), Letter | Mark | Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn poses(name: &str, as_whom: &str) -> bool {
        NameLook::of(name).poses_as(&NameLook::of(as_whom))
    }

    #[test]
    fn the_short_way_of_ascii_comes_to_the_same() {
        for c in '\0'..='\x7f' {
            assert_eq!(is_of_word(c), is_any_of_word(c), "{c:?}");
        }
    }

    #[test]
    fn pairs_of_letters_pass_for_one_beside_titles_in_capitals_and_in_unicode_too() {
        for name in ["Mona Mocl", "Mona Mocl (Author)", "The real Mona Mocl"] {
            assert!(poses(name, "Mona Mod"), "{name:?}");
        }
        for name in ["Olga Ovvner Owner", "Olga Oⅴⅴner", "Olga OVVNER"] {
            assert!(poses(name, "Olga Owner"), "{name:?}");
        }
        for title in ["Ovvner", "Ovvner ✔", "Site ovvner", "Aclmin", "Moclerator"] {
            assert!(NameLook::of(title).is_title(), "{title:?}");
        }
        for name in ["Clare", "Navvy Clark", "Claude"] {
            assert!(!poses(name, "Mona Mod") && !NameLook::of(name).is_title(), "{name:?}");
        }
    }

    #[test]
    fn somebody_poses_as_another_with_titles_flags_and_look_alikes() {
        for name in [
            "Hanne Obi",
            "Hanne Obi ✔ Owner",
            "Hanne Obi (Author)",
            "The real Hanne Obi",
            "Hanne Obi 🇳🇴",
            "Hanne Obi🇳🇴",
            "🅷anne Obi",
            "ʜanne Obi",
            "Haппe Obi",
            "HANИE OBI",
            "Hanne Oƅi",
            "Hanne O6i",
            "H-a-n-n-e O.b.i",
            "🇭anne Obi",
            "Mod Hanne Obi",
            "Hannε Obi",
            "Haℼℼe Obi",
            "Hanne ⭕bi",
        ] {
            assert!(poses(name, "Hanne Obi"), "{name:?}");
        }
        for name in ["Hanne", "Obi", "Hanne Oberg", "Obi Hanne", "Johanne Obi", "Hanne Obinna"] {
            assert!(!poses(name, "Hanne Obi"), "{name:?}");
        }
    }

    #[test]
    fn letters_that_pass_for_others_alone_or_in_pairs_are_seen_through() {
        for name in ["Olga Ownєr", "Olga Ownɛr", "Olga Oωner", "Oʅga Owner", "◯lga ◯wner", "Olga ○wner", "Olga Ovvner", "Olga Owner²"]
        {
            assert!(poses(name, "Olga Owner"), "{name:?}");
        }
        assert!(poses("Mona Mocl", "Mona Mod"));
        for (name, other) in [("Clara", "Dara"), ("Savva", "Sawa B"), ("Lucia", "Luda")] {
            assert!(!poses(name, other), "{name:?} and {other:?}");
        }
        assert!(!poses("²", "³"));
    }

    #[test]
    fn a_name_of_one_word_stands_in_other_names() {
        for name in ["Max", "Max (Owner)", "Max ✔", "Official Max", "the real Max"] {
            assert!(poses(name, "Max"), "{name:?}");
        }
        for name in ["Max Sommer", "Maxine", "Mad Max", "Max S."] {
            assert!(!poses(name, "Max"), "{name:?}");
        }
    }

    #[test]
    fn titles_are_no_names() {
        for name in ["Owner", "the author", "Site Owner", "M0derator", "A-d-m-i-n", "Official Staff ✔"] {
            assert!(NameLook::of(name).is_title(), "{name:?}");
        }
        for name in ["The", "Team Blog", "Owen", "Arthur", "Author of Nothing", "✔"] {
            assert!(!NameLook::of(name).is_title(), "{name:?}");
        }
    }
}
