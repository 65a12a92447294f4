// What a kind of file is called among people.

const KINDS: Record<string, string> = { "application/pdf": "PDF", "image/jpeg": "JPEG", "image/png": "PNG", "image/tiff": "TIFF" };

export const kindsOf = (types: string[]): string => types.map((type) => KINDS[type] ?? type.split("/").pop()).join(", ");
