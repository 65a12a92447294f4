// JSON Pointers (RFC 6901), as the API's errors name places.

/** A part of a pointer as the name that it stands for. */
export const unescaped = (part: string): string => part.replaceAll("~1", "/").replaceAll("~0", "~");

/** The path that a pointer writes. */
export const segments = (pointer: string): string[] => pointer.split("/").slice(1).map(unescaped);
