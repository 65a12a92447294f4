// The pages of an application, in their order: which there are depends on what was answered.

import { pagesOf, type Page } from "../forms/compile";
import { applicantFields } from "./content";
import type { Filing } from "./filing.svelte";

export interface Step extends Page {
  kind: "applicant" | "page" | "services" | "documents" | "contact" | "check" | "code";
}

export function stepsOf(filing: Filing): Step[] {
  const { service, words, asked } = filing;
  const { t } = words;
  const step = (kind: Step["kind"], title: string, fields: string[] = []): Step => ({ id: kind, kind, title, help: "", fields });
  const pages = pagesOf(service, asked.names, words).map((page): Step => ({ ...page, id: `page:${page.id}`, kind: "page" }));
  // On its first answers it depends which services belong; what they ask comes after.
  if (service.life_situation) pages.splice(1, 0, step("services", t("services.title")));
  if (filing.needsApplicant) pages.unshift(step("applicant", t("applicant.title"), applicantFields(filing)));
  if (filing.askedDocuments.length) pages.push(step("documents", t("documents.title"), filing.askedDocuments.map((one) => one.id)));
  pages.push(step("contact", t("contact.title"), ["phone", "email"]), step("check", t("check.title")));
  return filing.step === "code" ? [...pages, step("code", t("code.title"), ["code"])] : pages;
}
