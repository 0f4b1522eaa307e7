/** What is wrong with a number in E.164 form; undefined where all is well. */
export type PhoneRules = (number: string, type: 'mobile' | 'phone') => string | undefined

let numberingPlans: PhoneRules | undefined

/** Makes the model check numbers by these rules as well; see `applyNumberingPlans`. */
export function setPhoneRules(rules: PhoneRules | undefined): void {
  numberingPlans = rules
}

/**
 * `+49 (0)40 123-456` → `+4940123456`: E.164, where the country is told and what else there is can only be punctuation.
 *
 * Unchanged where it is not: `0040…` and `040…` mean one number here and another there.
 */
export function normalizePhone(text: string): string {
  const number = text.replace('(0)', '').replaceAll(/[\s()./·\u2010-\u2015-]/g, '')
  return /^\+\d+$/.test(number) ? number : text
}

/** What is wrong with a number by E.164 and, once they are applied, by its country's numbering plan. */
export function findPhoneFault(number: string, type: 'mobile' | 'phone'): string | undefined {
  if (!/^\+[1-9]/.test(number)) return 'Begin with + and the country’s calling code, as in +49 40 123456.'
  if (!/^\+\d+$/.test(number)) return 'Give the number in digits alone, without letters or an extension.'
  if (!/^\+\d{7,15}$/.test(number)) return 'A phone number has 7 to 15 digits, the calling code included.'
  return numberingPlans?.(number, type)
}
