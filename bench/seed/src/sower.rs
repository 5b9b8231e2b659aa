use anyhow::Context;
use futures_util::{StreamExt, TryStreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use rejoinder::domain::{
    ActorId, Author, AuthorName, Body, CommentId, NetworkHash, PageAddress, PageKey, PageUrl, Signals, Site, Speaker, Vote,
};
use rejoinder::markup::{self, Allowed};
use rejoinder::store::{NewComment, NewVote, NewWords, Store};

use crate::shape::Shape;

/// Fewer than the store lets wait, more than one commit takes.
const AT_ONCE: usize = 768;
/// Between two comments of a page.
const PACE: SignedDuration = SignedDuration::from_secs(60);
/// How many people write and vote.
const PEOPLE: u32 = 50_000;
/// Of how many roots one has votes.
const ONE_VOTED_OF: u32 = 10;
/// As votes are given: half of those have one, a third of the others two, and so on; hardly any has many.
const MOST_VOTES: u32 = 100;
/// Of how many votes one is against it.
const ONE_DOWN_OF: u32 = 9;

pub(crate) struct Sower<'a> {
    store: &'a Store,
    site: Site,
    plan: &'a Plan,
    vocabulary: Vec<&'static str>,
}

pub(crate) struct Plan {
    pub(crate) pages: u32,
    pub(crate) on_each: u32,
    pub(crate) shape: Shape,
    /// After the last comment.
    pub(crate) now: Timestamp,
}

impl Plan {
    /// From the first comment to the moment after the last.
    pub(crate) fn span(&self) -> SignedDuration {
        PACE * self.on_each.cast_signed()
    }
}

impl<'a> Sower<'a> {
    pub(crate) async fn new(store: &'a Store, site: &str, plan: &'a Plan) -> anyhow::Result<Self> {
        let sites = store.sites().await?;
        let site = sites.into_iter().find(|known| known.key.as_str() == site).with_context(|| format!("there is no site {site}"))?;
        Ok(Self { store, site, plan, vocabulary: VOCABULARY.lines().collect() })
    }

    pub(crate) async fn sow(&self) -> anyhow::Result<()> {
        let places = || (1..=self.plan.pages).flat_map(|page| (0..self.plan.on_each).map(move |number| Place { page, number }));
        stream::iter(places().map(|place| self.comment(place)))
            .map(|new| async { Ok::<_, anyhow::Error>(self.store.post(new?).await?) })
            // In this order, so that what is answered is there before its answer.
            .buffered(AT_ONCE)
            .try_for_each(async |posted| {
                anyhow::ensure!(posted.is_published(), "comment {} is not published", posted.id);
                Ok(())
            })
            .await?;
        stream::iter(places().flat_map(|place| self.votes(place)))
            .map(|(id, vote)| async move { Ok::<_, anyhow::Error>(self.store.vote_on_comment(id, vote).await?) })
            .buffered(AT_ONCE)
            .try_for_each(async |_| Ok(()))
            .await
    }

    fn comment(&self, place: Place) -> anyhow::Result<NewComment> {
        let Place { page, number } = place;
        let body = Body::parse(&words(place, &self.vocabulary), self.site.settings.max_length)?;
        let html = markup::render(&body, Allowed { images: self.site.settings.images })?;
        let parent = self.plan.shape.parent_of(number, self.plan.on_each).map(|parent| self.id(Place { page, number: parent }));
        let writer = number % PEOPLE;
        let author = Author { name: Some(AuthorName::parse(&format!("Reader {writer}"))?), email: None, website: None };
        Ok(NewComment {
            site: self.site.id,
            page: address(page)?,
            parent: parent.transpose()?,
            speaker: Speaker::visitor(person(writer)),
            author,
            words: NewWords::new(body, html),
            signals: Signals { honeypot: false, writing_seconds: None },
            rules: self.site.settings.rules.clone(),
            network: NetworkHash::from_bytes(u64::from(writer).to_le_bytes()),
            notify: None,
            anchor: None,
            now: self.time(place)?,
        })
    }

    /// Each comment has a millisecond of its own, so that its id is known beforehand.
    fn time(&self, Place { page, number }: Place) -> anyhow::Result<Timestamp> {
        let before_now = i64::from(self.plan.on_each - number) * PACE.as_millis() as i64 - i64::from(page) % PACE.as_millis() as i64;
        Ok(self.plan.now.checked_sub(SignedDuration::from_millis(before_now))?)
    }

    fn id(&self, place: Place) -> anyhow::Result<CommentId> {
        Ok(CommentId::first_at(self.time(place)?))
    }

    /// Votes on each tenth root.
    fn votes(&self, place: Place) -> Vec<(CommentId, NewVote)> {
        let is_root = self.plan.shape.parent_of(place.number, self.plan.on_each).is_none();
        let (Ok(id), true) = (self.id(place), is_root && place.number.is_multiple_of(ONE_VOTED_OF)) else { return Vec::new() };
        let drawn = scattered(place.number.wrapping_add(place.page)) >> 32;
        let vote = |voter: u32| NewVote {
            site: self.site.id,
            actor: person(PEOPLE + voter),
            session: None,
            vote: if (u64::from(voter) + drawn).is_multiple_of(ONE_DOWN_OF.into()) { Vote::Down } else { Vote::Up },
            network: NetworkHash::from_bytes(u64::from(voter).to_le_bytes()),
            most_per_network: u32::MAX,
            now: self.plan.now,
        };
        (0..votes_drawn(drawn)).map(|voter| (id, vote(voter))).collect()
    }
}

/// At least n with the probability of 1/n; `drawn` is any number below 2^32.
fn votes_drawn(drawn: u64) -> u32 {
    let count = (1_u64 << 32) / (drawn + 1);
    count.min(MOST_VOTES.into()) as u32
}

/// The how-manieth comment of which page.
#[derive(Clone, Copy)]
struct Place {
    page: u32,
    number: u32,
}

fn address(page: u32) -> anyhow::Result<PageAddress> {
    let key = format!("/page-{page}");
    let url = PageUrl::parse(&format!("https://example.org{key}"))?;
    Ok(PageAddress { key: PageKey::parse(&key)?, url: Some(url), title: None })
}

/// Numbers that lie anywhere, as random ones do.
fn person(number: u32) -> ActorId {
    ActorId::from_random(scattered(number))
}

fn scattered(number: u32) -> u64 {
    (u64::from(number) + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

const VOCABULARY: &str = include_str!("../../words.txt");
const WORDS_IN_A_COMMENT: usize = 26;

/// As `bench/src/content.mjs` writes them: words without sense, the same for the same place.
fn words(Place { page, number }: Place, vocabulary: &[&str]) -> String {
    let mut state = number.wrapping_mul(31).wrapping_add(page);
    let mut word = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        vocabulary[(state >> 8) as usize % vocabulary.len()]
    };
    let text = std::iter::repeat_with(&mut word).take(WORDS_IN_A_COMMENT).collect::<Vec<_>>().join(" ");
    format!("Comment **{number}**: {text}, see [this](https://example.org/{page}/{number}) and `that`.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_comments_have_many_votes() {
        let counts: Vec<_> = (0..1_000).map(|number| votes_drawn(scattered(number * ONE_VOTED_OF) >> 32)).collect();
        let at_least = |votes| counts.iter().filter(|count| **count >= votes).count();
        assert_eq!(at_least(1), 1_000);
        assert!((450..550).contains(&at_least(2)) && (80..120).contains(&at_least(10)), "{counts:?}");
        assert!(counts.iter().all(|count| *count <= MOST_VOTES));
    }
}
