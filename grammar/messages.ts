/** Makes the parser's errors carry nothing but what was expected; the messages themselves are written in recover.ts. */
import type { IParserErrorMessageProvider } from "chevrotain";

export const errorMessages: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }) => expected.name,
  buildNotAllInputParsedMessage: () => "the end of the file",
  buildNoViableAltMessage: ({ customUserDescription }) => customUserDescription ?? "a value",
  buildEarlyExitMessage: ({ customUserDescription }) => customUserDescription ?? "a value",
};
