// What the reader is told after a vote in a thread: the outcome aloud, or the reason beside the arrows.
import { problemText } from "../problem-text";
import type { VoteValue } from "../types";
import type { Context } from "./context";
import { type ProblemLine, problemLine } from "./problem-line";

interface VoteFeedback {
  readonly problem: ProblemLine;
  done(mine: VoteValue): void;
  refused(reason: unknown): void;
}

export function voteFeedback({ language, say }: Context): VoteFeedback {
  const problem = problemLine();
  return {
    problem,
    done(mine) {
      problem.show("");
      say(mine === 0 ? language.text.unvoted : language.text.voted);
    },
    refused: (reason) => problem.show(problemText(language, reason)),
  };
}
