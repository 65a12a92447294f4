// What the theme's components need from around them.

import { getContext, setContext } from "svelte";
import type { Words } from "../../i18n";

const WORDS = Symbol("words");

export const setWords = (words: Words): Words => setContext(WORDS, words);
export const useWords = (): Words => getContext<Words>(WORDS);
