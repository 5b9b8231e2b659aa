// Every English word a reader can see or hear. `counting` is all that count.js needs of it.

const numbers = new Intl.NumberFormat("en");
const plurals = new Intl.PluralRules("en");

const counted = (n: number, one: string, other = `${one}s`): string =>
  `${numbers.format(n)} ${plurals.select(n) === "one" ? one : other}`;

const comments = (n: number) => counted(n, "comment");
const expired = "Your visit has expired. Please try again.";

export const counting = {
  comments,
  number: (n: number) => numbers.format(n),
  points: (n: number) => counted(n, "point"),
  voteUp: "Vote up",
  voteDown: "Vote down",
  pointsOf: (title: string) => `Points for ${title}`,
  noSite: "No comments here: the embed does not say which site this is (data-site).",
  /** Follows a problem; `when` is "in 20 seconds". */
  tryAgain: (when: string) => ` Please try again ${when}.`,
  /** Why something was refused, by the code of the problem. */
  problems: {
    unreachable: "The comment server cannot be reached.",
    internal: "Something went wrong on the comment server.",
    busy: "The comment server is busy.",
    rate_limited: "That was a lot in a short time.",
    network_vote_limit: "Enough votes have come from your network for now.",
    unknown_site: "This site is not known to its comment server.",
    origin_not_allowed: "This web address may not use the comment server.",
    token_required: expired,
    token_invalid: expired,
    token_expired: expired,
    token_other_site: expired,
  },
};

export const thread = {
  heading: (n: number) => (n === 0 ? "Comments" : comments(n)),
  question: "What do you think?",
  sortLabel: "Sort comments",
  sorts: { newest: "Newest", oldest: "Oldest", top: "Most voted" },
  sorted: (name: string) => `Sorted: ${name}`,
  loading: "Loading comments",
  loaded: (n: number) => `Loaded ${comments(n)}`,
  retry: "Try again",
  empty: "No comments yet. Yours would be the first.",
  closed: "Comments are closed.",

  anonymous: "Anonymous",
  commentBy: (name: string) => `Comment by ${name}`,
  edited: "edited",
  deleted: "This comment was deleted.",
  replyTo: (name: string) => `Reply to ${name}`,
  replyToDeleted: "Reply to a deleted comment",
  votesOf: (name: string) => `Votes for the comment by ${name}`,
  pointsOfPage: "Points for this page",
  reply: "Reply",
  more: "More",
  moreOf: (name: string) => `More about the comment by ${name}`,
  copyLink: "Copy link",
  copied: "Link copied",
  notCopied: "The browser did not allow copying. The link is now in the address bar.",
  edit: (minutes: number) =>
    `Edit (${minutes < 1 ? "under 1" : numbers.format(Math.floor(minutes))} min left)`,
  remove: "Delete",
  removeQuestion: "Delete this comment?",
  keepIt: "Keep it",
  showReplies: (n: number) => `Show ${counted(n, "reply", "replies")}`,
  hideReplies: (n: number) => `Hide ${counted(n, "reply", "replies")}`,
  moreReplies: (n: number) => (n > 0 ? counted(n, "more reply", "more replies") : "Show all replies"),
  moreComments: (n: number) => `Load more comments${n > 0 ? ` (${numbers.format(n)})` : ""}`,

  join: "Join the discussion",
  yourComment: "Your comment",
  yourReply: (name: string) => `Your reply to ${name}`,
  yourEdit: "Change your comment",
  post: "Post",
  save: "Save",
  cancel: "Cancel",
  preview: "Preview",
  help: "Markdown help",
  helpItems: ["**bold**", "*italic*", "[words](https://…)", "> quote", "- list", "`code`", "~~gone~~"],
  helpImage: "![words](https://…)",
  name: "Name",
  website: "Website",
  email: "Mail",
  optional: "optional",
  emailNote: "never shown",
  moreFields: "Website and mail",
  postingAs: "Posting as",
  change: "Change",
  left: (n: number) => `${counted(n, "character")} left`,
  over: (n: number) => `${counted(n, "character")} too many`,

  posting: "Sending",
  posted: "Your comment was posted.",
  saved: "Your comment was changed.",
  removed: "Your comment was deleted.",
  voted: "Your vote was counted.",
  unvoted: "Your vote was taken back.",
  nothingWritten: "Write something first.",
  stillSending: "Your last comment is still on its way.",
  noSuchComment: "The linked comment is not here. It may have been deleted.",

  problems: {
    invalid_request: "Something you entered was not accepted.",
    unknown_comment: "This comment is no longer here.",
    unknown_parent: "The comment you reply to is no longer here.",
    comment_deleted: "This comment was deleted in the meantime.",
    page_locked: "Comments here have been closed in the meantime.",
    not_yours: "Only its author can change this comment.",
    edit_window_over: "The time to change this comment is over.",
    own_comment: "You cannot vote on your own comment.",
  },
};
