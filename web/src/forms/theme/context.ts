// What the theme's components need from around them.

import { getContext, setContext } from "svelte";
import type { Problem } from "../../api/client";
import type { Words } from "../../i18n";

const WORDS = Symbol("words");

export const setWords = (words: Words): Words => setContext(WORDS, words);
export const useWords = (): Words => getContext<Words>(WORDS);

/** Takes what isn't clear at a question; gives what kept it from arriving. */
export type Remark = (question: string, text: string) => Promise<Problem | undefined>;
const REMARK = Symbol("remark");
/** Without one, nobody is asked. */
export const setRemark = (remark: Remark | undefined) => setContext(REMARK, remark);
export const useRemark = (): Remark | undefined => getContext<Remark | undefined>(REMARK);
