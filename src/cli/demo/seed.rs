//! Fills the demo's database as its readers would have, with the times set back.

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::Context;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use tokio::task::JoinSet;

use crate::discussion::Discussion;
use crate::domain::{
    Account, ActorId, Anchor, Author, AuthorName, BadgeLabel, Body, CommentId, EmailAddress, Hold, Invalid, MailChoice, NetworkHash,
    Origin, PageAddress, PageKey, PageTitle, PageUrl, Passage, QuestionKey, Rules, Signals, Site, SiteKey, SiteName, SiteSettings, Speaker,
    Surrounding, Vote, Website,
};
use crate::identity::Password;
use crate::markup::{self, Allowed};
use crate::store::{AccountFields, By, NewComment, NewSite, NewVote, NewWords, OwnComment, Store, StoreError};

const SITE: &str = "demo";
const CONVERSATIONS: &str = include_str!("../../../demo/seed.json");

#[derive(Deserialize)]
struct Conversations {
    pages: Vec<SeedPage>,
}

#[derive(Deserialize)]
struct SeedPage {
    key: String,
    title: String,
    up: u32,
    down: u32,
    comments: Vec<SeedComment>,
}

#[derive(Deserialize)]
struct SeedComment {
    #[serde(rename = "ref")]
    reference: String,
    parent: Option<String>,
    minutes_ago: i64,
    name: Option<String>,
    website: Option<String>,
    body: String,
    up: u32,
    down: u32,
    #[serde(default)]
    edited: bool,
    #[serde(default)]
    fate: Fate,
    anchor: Option<SeedAnchor>,
}

#[derive(Deserialize)]
struct SeedAnchor {
    exact: String,
    #[serde(default)]
    prefix: String,
    #[serde(default)]
    suffix: String,
    question: Option<String>,
}

impl SeedAnchor {
    fn parse(&self) -> Result<Box<Anchor>, Invalid> {
        Ok(Box::new(Anchor {
            exact: Passage::parse(&self.exact)?,
            prefix: Surrounding::parse(&self.prefix)?,
            suffix: Surrounding::parse(&self.suffix)?,
            position: None,
            question: self.question.as_deref().map(QuestionKey::parse).transpose()?,
        }))
    }
}

/// What becomes of a comment before anybody reads it.
#[derive(Deserialize, Default, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Fate {
    #[default]
    Published,
    Held,
    Spam,
}

/// Who writes the blog, and how they sign in.
pub(super) struct Owner {
    pub(super) email: &'static str,
    pub(super) password: String,
}

const OWNER_NAME: &str = "Hanne Obi";
const OWNER_EMAIL: &str = "hanne@lowwater.example";

/// Makes the site, its author and its conversations.
pub(super) async fn sow(discussion: &Discussion, address: SocketAddr, now: Timestamp) -> anyhow::Result<Owner> {
    let store = discussion.store();
    let settings = SiteSettings::default();
    let renderer = markup::renderer(Allowed { images: settings.images });
    let (key, name) = (SiteKey::parse(SITE)?, SiteName::parse("Low Water")?);
    store.add_site(NewSite { key, name, origins: origins(address)?, settings, renderer }, By::command_line(), now).await?;
    let (owner, account) = make_owner(discussion, now).await?;
    discussion.sites().reload(store).await?;
    let site = discussion.sites().find(SITE)?;
    let conversations: Conversations = serde_json::from_str(CONVERSATIONS).context("demo/seed.json")?;
    let mut sower = Sower { store, site: &site, account: &account, address, now, votes: JoinSet::new() };
    for page in conversations.pages {
        sower.page(page).await?;
    }
    sower.finish_votes(0).await?;
    Ok(owner)
}

async fn make_owner(discussion: &Discussion, now: Timestamp) -> anyhow::Result<(Owner, Account)> {
    let password = data_encoding::BASE32_DNSSEC.encode(&getrandom::u64()?.to_be_bytes());
    let fields = AccountFields {
        email: EmailAddress::parse(OWNER_EMAIL)?,
        name: AuthorName::parse(OWNER_NAME)?,
        label: Some(BadgeLabel::parse("Author")?),
        website: None,
        owner: true,
        roles: Vec::new(),
        mail: MailChoice::usual(true),
    };
    let account = discussion.insert_account(fields, Password::parse(&password)?, true, By::command_line(), now).await?;
    Ok((Owner { email: OWNER_EMAIL, password }, account))
}

/// The address itself, and what people type for it.
fn origins(address: SocketAddr) -> anyhow::Result<Vec<Origin>> {
    let port = address.port();
    let names = [format!("http://{address}"), format!("http://localhost:{port}"), format!("http://{}:{port}", Ipv4Addr::LOCALHOST)];
    Ok(names.iter().map(|name| Origin::parse(name)).collect::<Result<_, _>>()?)
}

struct Sower<'a> {
    store: &'a Arc<Store>,
    site: &'a Site,
    account: &'a Account,
    address: SocketAddr,
    now: Timestamp,
    /// Votes commute, so they are cast all at once.
    votes: JoinSet<Result<(), StoreError>>,
}

/// Fewer than the store lets wait.
const VOTES_AT_ONCE: usize = 256;

impl Sower<'_> {
    async fn finish_votes(&mut self, left: usize) -> anyhow::Result<()> {
        while self.votes.len() > left {
            if let Some(vote) = self.votes.join_next().await {
                vote??;
            }
        }
        Ok(())
    }

    async fn page(&mut self, page: SeedPage) -> anyhow::Result<()> {
        let url = PageUrl::parse(&format!("http://{}{}", self.address, page.key))?;
        let address = PageAddress { key: PageKey::parse(&page.key)?, url: Some(url), title: PageTitle::tidy(&page.title) };
        let mut ids = HashMap::new();
        for comment in page.comments {
            let reference = comment.reference.clone();
            let parent =
                comment.parent.as_ref().map(|parent| ids.get(parent).copied().with_context(|| format!("{reference} answers nothing")));
            let id = self.comment(&address, comment, parent.transpose()?).await?;
            ids.insert(reference, id);
        }
        for vote in ballots(page.up, page.down) {
            self.finish_votes(VOTES_AT_ONCE).await?;
            let (store, address, vote) = (Arc::clone(self.store), address.clone(), self.strangers_vote(vote)?);
            self.votes.spawn(async move { store.vote_on_page(address, vote).await.map(drop) });
        }
        Ok(())
    }

    async fn comment(&mut self, page: &PageAddress, comment: SeedComment, parent: Option<CommentId>) -> anyhow::Result<CommentId> {
        let posted_at = self.now.checked_sub(SignedDuration::from_mins(comment.minutes_ago))?;
        let body = Body::parse(&comment.body, self.site.settings.max_length)?;
        let html = markup::render(&body, Allowed { images: self.site.settings.images })?;
        let author = Author {
            name: comment.name.as_deref().map(AuthorName::parse).transpose()?,
            email: None,
            website: comment.website.as_deref().map(Website::parse).transpose()?,
        };
        let by_owner = comment.name.as_deref() == Some(OWNER_NAME);
        let speaker = if by_owner { Speaker::account(self.account, self.site.id) } else { Speaker::visitor(stranger()?) };
        let actor = speaker.actor;
        let new = NewComment {
            site: self.site.id,
            page: page.clone(),
            parent,
            speaker,
            author,
            words: NewWords::new(body.clone(), html.clone()),
            // What waits or was caught is so for the reasons that a real one would have.
            signals: Signals { honeypot: comment.fate == Fate::Spam, writing_seconds: None },
            rules: Rules { hold: if comment.fate == Fate::Held { Hold::Newcomers } else { Hold::None }, ..Rules::default() },
            network: nowhere(),
            notify: None,
            anchor: comment.anchor.as_ref().map(SeedAnchor::parse).transpose()?,
            now: posted_at,
        };
        let id = self.store.post(new).await?.id;
        if comment.edited {
            let edited_at = posted_at.checked_add(SignedDuration::from_mins(4))?;
            let window = self.site.settings.edit_window();
            let own = OwnComment { site: self.site.id, id, actor, session: None, version: None, window, now: edited_at };
            self.store.edit(own, NewWords::new(body, html), None).await?;
        }
        for vote in ballots(comment.up, comment.down) {
            self.finish_votes(VOTES_AT_ONCE).await?;
            let (store, vote) = (Arc::clone(self.store), self.strangers_vote(vote)?);
            self.votes.spawn(async move { store.vote_on_comment(id, vote).await.map(drop) });
        }
        Ok(id)
    }

    fn strangers_vote(&self, vote: Vote) -> Result<NewVote, getrandom::Error> {
        let (actor, network) = (stranger()?, nowhere());
        Ok(NewVote { site: self.site.id, actor, session: None, vote, network, most_per_network: u32::MAX, now: self.now })
    }
}

fn ballots(up: u32, down: u32) -> impl Iterator<Item = Vote> {
    (0..up).map(|_| Vote::Up).chain((0..down).map(|_| Vote::Down))
}

fn stranger() -> Result<ActorId, getrandom::Error> {
    getrandom::u64().map(ActorId::from_random)
}

fn nowhere() -> NetworkHash {
    NetworkHash::from_bytes([0; 8])
}
