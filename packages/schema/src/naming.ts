/** Splits `bankAccount`, `bank_account` and `IBANCode` into lower-case words. */
function words(name: string): string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[\s_-]+/)
    .filter(Boolean)
    .map((word) => word.toLowerCase())
}

/** `bankAccount` → `BANK_ACCOUNT`, the form of key prefixes. */
export function toConstantCase(name: string): string {
  return words(name).join('_').toUpperCase()
}

/** `dateOfBirth` → `Date of birth`, `prefer_not_to_say` → `Prefer not to say`: the form of labels. */
export function toLabel(name: string): string {
  const text = words(name).join(' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** `bankAccounts` → `BankAccounts`, the form of hook and component names. */
export function toPascalCase(name: string): string {
  return words(name)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
}

/** `bank_account` and `bankAccount` → `bankAccount`, the form in which names are compared. */
export function toCamelCase(name: string): string {
  const pascal = toPascalCase(name)
  return pascal.charAt(0).toLowerCase() + pascal.slice(1)
}
