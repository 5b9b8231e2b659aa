//! What a mail of the outbox says, written when it is sent: from what is true by then.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use url::Url;

use super::{Discussion, DiscussionError, KnownSite};
use crate::domain::{
    Account, AccountId, Action, AuthorName, Badge, Comment, MailChoice, MailKind, Mailbox, Moderated, OutboxMail, PageId, Role, Status, may,
};
use crate::identity::{MailDeed, MailLink};
use crate::mail::{Content, DigestEntry, Letter, LetterId, LetterLinks, LetterPage, LetterSite, ModerationLinks, Quoted, Scope, Why};
use crate::store::{Addressee, CODE_LIFE, ToldFor};

/// How long the links of a confirmation count.
const CONFIRMATION_LIFE: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Comments that one mail about a day tells of.
const MOST_IN_DIGEST: u32 = 50;
/// How long one may decide about a comment by the links of its mail.
const DECISION_LIFE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Why there is no letter.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoLetter {
    /// What it was to tell of is gone, or whom it was for wants it no more.
    #[error("there is nothing to tell any more")]
    Pointless,
    /// It was put into the outbox before another mail to the address came back.
    #[error("an earlier mail to this address came back: there is no such mailbox")]
    Bounced,
    #[error(transparent)]
    Discussion(#[from] DiscussionError),
}

impl From<crate::store::StoreError> for NoLetter {
    fn from(error: crate::store::StoreError) -> Self {
        Self::Discussion(error.into())
    }
}

impl Discussion {
    /// The letter that a mail of the outbox stands for. `server` is the address of this server's pages.
    pub(super) async fn letter(&self, mail: &OutboxMail, server: &Url, now: Timestamp) -> Result<Letter, NoLetter> {
        let addressee = self.store.addressee(mail.id).await?.ok_or(NoLetter::Pointless)?;
        let links = Links { discussion: self, server, now };
        match (mail.kind, addressee) {
            (MailKind::Confirmation, Addressee::Mailbox(mailbox)) => self.confirmation(mail, &mailbox, &links).await,
            (MailKind::Code, Addressee::Mailbox(mailbox)) => self.code(mail, &mailbox, &links),
            (MailKind::Comment, Addressee::Mailbox(mailbox)) => self.notice(mail, &mailbox, &links).await,
            (MailKind::Moderation, Addressee::Account(account)) => self.account_notice(mail, &account, &links).await,
            (MailKind::Digest, Addressee::Account(account)) => self.digest(mail, &account, &links).await,
            (_, Addressee::Bounced) => Err(NoLetter::Bounced),
            _ => Err(NoLetter::Pointless),
        }
    }

    async fn confirmation(&self, mail: &OutboxMail, mailbox: &Mailbox, links: &Links<'_>) -> Result<Letter, NoLetter> {
        let detail = detail(mail);
        let is_asked = mailbox.confirmed_at.is_none() || self.store.subscriptions(mailbox.id).await?.iter().any(|one| one.to_be_asked);
        if !is_asked {
            return Err(NoLetter::Pointless);
        }
        let page_id = PageId::from_stored(detail["page"].as_i64().ok_or(NoLetter::Pointless)?);
        let page = self.store.page_by_id(page_id).await?.ok_or(NoLetter::Pointless)?;
        let content = Content::Confirmation {
            scope: if detail["scope"] == "page" { Scope::Page } else { Scope::Replies },
            by: detail["by"].as_str().filter(|by| is_plain(by)).map(str::to_owned),
            confirm: links.confirm(mailbox),
        };
        // A page that somebody has written on is one that is looked after.
        let page = page.title.filter(|title| page.comments > 0 && is_plain(title)).map(|title| LetterPage {
            key: page.key.as_str().to_owned(),
            title: Some(title),
            url: page.url,
        });
        let letter_links = LetterLinks { leave: links.leave_site(mailbox), manage: None };
        self.to_mailbox(mail, mailbox, LetterId::Other(mail.id.as_i64()), page, letter_links, content, links.now)
    }

    fn code(&self, mail: &OutboxMail, mailbox: &Mailbox, links: &Links<'_>) -> Result<Letter, NoLetter> {
        let is_over = mail.created_at.saturating_add(CODE_LIFE).is_ok_and(|over| over <= links.now);
        let detail = detail(mail);
        let code = detail["code"].as_str().filter(|_| !is_over).ok_or(NoLetter::Pointless)?;
        let minutes = u32::try_from(CODE_LIFE.as_mins()).unwrap_or(u32::MAX);
        let content = Content::Code { code: code.to_owned(), minutes };
        let letter_links = LetterLinks { leave: links.leave_site(mailbox), manage: None };
        self.to_mailbox(mail, mailbox, LetterId::Other(mail.id.as_i64()), None, letter_links, content, links.now)
    }

    async fn notice(&self, mail: &OutboxMail, mailbox: &Mailbox, links: &Links<'_>) -> Result<Letter, NoLetter> {
        let facts = self.store.comment_facts(mail.comment.ok_or(NoLetter::Pointless)?, mail.recipient).await?.ok_or(NoLetter::Pointless)?;
        let reason = facts.reason.filter(|_| facts.told.comment.is_published() && mailbox.confirmed_at.is_some());
        let content = Content::Comment {
            why: match reason.ok_or(NoLetter::Pointless)? {
                ToldFor::Answer => Why::Reply,
                ToldFor::Below => Why::Below,
                ToldFor::Page => Why::Page,
            },
            url: comment_url(&facts.told),
            comment: quoted(&facts.told.comment),
            answers: facts.answers.as_ref().map(quoted),
            ancestors: facts.above,
        };
        let letter_links = LetterLinks { leave: links.leave(mailbox, facts.told.comment.page), manage: Some(links.manage(mailbox)) };
        let id = LetterId::Comment(facts.told.comment.id);
        self.to_mailbox(mail, mailbox, id, Some(page_of(&facts.told)), letter_links, content, links.now)
    }

    async fn account_notice(&self, mail: &OutboxMail, account: &Account, links: &Links<'_>) -> Result<Letter, NoLetter> {
        let facts = self.store.comment_facts(mail.comment.ok_or(NoLetter::Pointless)?, mail.recipient).await?.ok_or(NoLetter::Pointless)?;
        let told = &facts.told;
        let waits = told.comment.status == Status::Held;
        let wants = match account.mail {
            MailChoice::Each => true,
            MailChoice::Waiting => waits,
            MailChoice::Daily | MailChoice::None => false,
        };
        let site = self.sites.get(told.comment.site).map_err(DiscussionError::from)?;
        let decides = may(account.role_on(site.id), Action::Moderate);
        if !wants || !decides || !(waits || told.comment.is_published()) {
            return Err(NoLetter::Pointless);
        }
        let content = Content::Moderation {
            comment: quoted(&told.comment),
            answers: facts.answers.as_ref().map(quoted),
            ancestors: facts.above,
            waiting: waits.then(|| told.reasons.clone()),
            actions: links.decisions(account.id, &told.comment, waits),
        };
        Ok(Letter {
            to: mail.email.clone(),
            to_name: Some(account.name.as_str().to_owned()),
            date: links.now,
            id: if detail(mail)["again"] == true {
                LetterId::Again(told.comment.id, mail.id.as_i64())
            } else {
                LetterId::Comment(told.comment.id)
            },
            site: letter_site(&site),
            page: Some(page_of(told)),
            links: LetterLinks { leave: links.leave_account(account.id), manage: None },
            content,
        })
    }

    async fn digest(&self, mail: &OutboxMail, account: &Account, links: &Links<'_>) -> Result<Letter, NoLetter> {
        if account.mail != MailChoice::Daily {
            return Err(NoLetter::Pointless);
        }
        let detail = detail(mail);
        let time = |name: &str| detail[name].as_str().and_then(|text| text.parse::<Timestamp>().ok()).ok_or(NoLetter::Pointless);
        let site = self.sites.get(mail.site.ok_or(NoLetter::Pointless)?).map_err(DiscussionError::from)?;
        if !may(account.role_on(site.id), Action::Moderate) {
            return Err(NoLetter::Pointless);
        }
        let mut said = self.store.said_within(site.id, account.actor, time("since")?, time("until")?, MOST_IN_DIGEST + 1).await?;
        let more = said.len() > MOST_IN_DIGEST as usize;
        said.truncate(MOST_IN_DIGEST as usize);
        if said.is_empty() {
            return Err(NoLetter::Pointless);
        }
        let entry = |told: &Moderated| DigestEntry {
            page: page_of(told),
            comment: quoted(&told.comment),
            waiting: told.comment.status == Status::Held,
            url: if told.comment.is_published() {
                comment_url(told)
            } else {
                Some(links.page(&format!("/admin/comments/{}", told.comment.id)))
            },
        };
        let entries = said.iter().map(entry).collect();
        Ok(Letter {
            to: mail.email.clone(),
            to_name: Some(account.name.as_str().to_owned()),
            date: links.now,
            id: LetterId::Other(mail.id.as_i64()),
            site: letter_site(&site),
            page: None,
            links: LetterLinks { leave: links.leave_account(account.id), manage: None },
            content: Content::Digest { entries, more, console: links.page("/admin") },
        })
    }

    #[expect(clippy::too_many_arguments, reason = "a letter has that many parts")]
    fn to_mailbox(
        &self,
        mail: &OutboxMail,
        mailbox: &Mailbox,
        id: LetterId,
        page: Option<LetterPage>,
        links: LetterLinks,
        content: Content,
        now: Timestamp,
    ) -> Result<Letter, NoLetter> {
        let site = self.sites.get(mailbox.site).map_err(DiscussionError::from)?;
        Ok(Letter {
            to: mail.email.clone(),
            to_name: mailbox.name.as_ref().map(|name| name.as_str().to_owned()),
            date: now,
            id,
            site: letter_site(&site),
            page,
            links,
            content,
        })
    }
}

/// Makes the links of a letter.
struct Links<'a> {
    discussion: &'a Discussion,
    server: &'a Url,
    now: Timestamp,
}

impl Links<'_> {
    fn page(&self, path: &str) -> Url {
        let mut url = self.server.clone();
        url.set_path(path);
        url
    }

    fn signed(&self, path: &str, link: &MailLink) -> Url {
        let mut url = self.page(path);
        url.query_pairs_mut().append_pair("t", &self.discussion.sign_link(link));
        url
    }

    fn after(&self, life: SignedDuration) -> Timestamp {
        self.now.saturating_add(life).unwrap_or(Timestamp::MAX)
    }

    fn confirm(&self, mailbox: &Mailbox) -> Url {
        let until = self.after(CONFIRMATION_LIFE);
        self.signed("/subscription/confirm", &MailLink::Confirm { mailbox: mailbox.id, until })
    }

    fn leave(&self, mailbox: &Mailbox, page: PageId) -> Url {
        self.signed("/subscription/leave", &MailLink::Leave { mailbox: mailbox.id, page })
    }

    fn manage(&self, mailbox: &Mailbox) -> Url {
        self.signed("/subscription/manage", &MailLink::Manage { mailbox: mailbox.id })
    }

    fn leave_site(&self, mailbox: &Mailbox) -> Url {
        self.signed("/subscription/leave", &MailLink::LeaveSite { mailbox: mailbox.id })
    }

    fn leave_account(&self, account: AccountId) -> Url {
        self.signed("/subscription/leave", &MailLink::LeaveAccount { account })
    }

    fn decisions(&self, account: AccountId, comment: &Comment, waits: bool) -> ModerationLinks {
        let until = self.after(DECISION_LIFE);
        let to = |deed: MailDeed| {
            let link = MailLink::Decide { deed, account, comment: comment.id, version: comment.version(), until };
            self.signed(&format!("/moderation/{}", deed.as_str()), &link)
        };
        ModerationLinks {
            approve: waits.then(|| to(MailDeed::Approve)),
            spam: to(MailDeed::Spam),
            remove: to(MailDeed::Remove),
            reply: to(MailDeed::Reply),
            console: self.page(&format!("/admin/comments/{}", comment.id)),
        }
    }
}

fn detail(mail: &OutboxMail) -> Value {
    serde_json::from_str(&mail.detail).unwrap_or_default()
}

/// Whether a stranger's words may stand in a mail to somebody who has asked for nothing: a few, and none that mail programs make a link of.
fn is_plain(text: &str) -> bool {
    const MOST: usize = 100;
    let chars: Vec<char> = text.chars().collect();
    let dotted = chars.windows(3).any(|three| three[0].is_alphanumeric() && three[1] == '.' && three[2].is_alphabetic());
    chars.len() <= MOST && !dotted && !text.contains("//") && !text.contains('@') && !text.to_lowercase().contains("www.")
}

fn letter_site(site: &KnownSite) -> LetterSite {
    LetterSite {
        key: site.key.clone(),
        name: site.name.as_str().to_owned(),
        url: site.origins.first().map(|origin| origin.as_str().to_owned()),
        time_zone: site.settings.time_zone.to_zone(),
    }
}

fn page_of(told: &Moderated) -> LetterPage {
    LetterPage { key: told.page.key.as_str().to_owned(), title: told.page.title.clone(), url: told.page.url.clone() }
}

/// Where it stands on the page, as far as the page's address is known.
fn comment_url(told: &Moderated) -> Option<Url> {
    let mut url = Url::parse(told.page.url.as_deref()?).ok()?;
    url.set_fragment(Some(&format!("rejoinder-{}", told.comment.id)));
    Some(url)
}

fn quoted(comment: &Comment) -> Quoted {
    Quoted {
        id: comment.id,
        name: comment.author.name.as_ref().map(AuthorName::as_str).map(str::to_owned),
        badge: comment.badge.as_ref().and_then(badge_words),
        at: comment.id.created_at(),
        html: comment.html.clone(),
        passage: comment.anchor.as_ref().map(|anchor| anchor.exact.as_str().to_owned()),
    }
}

fn badge_words(badge: &Badge) -> Option<String> {
    match (&badge.label, badge.role) {
        (Some(label), _) => Some(label.as_str().to_owned()),
        (None, Role::Moderator) => Some("Moderator".to_owned()),
        (None, Role::Owner) => Some("Owner".to_owned()),
        (None, Role::Author) => Some("Author".to_owned()),
        (None, Role::Member) => None,
    }
}
