/** How postal codes are written: `#` a digit, `@` a letter, `*` either; spaces and hyphens are put where they stand. */
const places: Readonly<Record<string, RegExp>> = { '#': /^\d$/, '@': /^[A-Z]$/, '*': /^[A-Z\d]$/ }

const templates: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    '###': 'IS',
    '####': 'AT AU BE BG CH CY DK HU LI LU NO NZ SI',
    '#####': 'DE EE ES FI FR HR IT MX TR UA',
    '######': 'CN IN RO',
    '### ##': 'CZ GR SE SK',
    '##-###': 'PL',
    '####-###': 'PT',
    '#### @@': 'NL',
    '@@@ ####': 'MT',
    '###-####': 'JP',
    '#####-###': 'BR',
    '@#@ #@#': 'CA',
    'LV-####|####': 'LV',
    'LT-#####|#####': 'LT',
    '#####|#####-####': 'US',
    '@## ****|@#@ ****': 'IE',
    '@## #@@|@# #@@|@@# #@@|@@## #@@|@#@ #@@|@@#@ #@@': 'GB',
  }).flatMap(([forms, countries]) =>
    countries.split(' ').map((country) => [country, forms.split('|')] as const),
  ),
)

function fill(template: string, characters: string): string | undefined {
  let next = 0
  let text = ''
  for (const place of template) {
    if (place === ' ' || place === '-') text += place
    else {
      const character = characters.charAt(next)
      const fits = places[place]?.test(character) ?? character === place
      if (!fits) return undefined
      text += character
      next += 1
    }
  }
  return next === characters.length ? text : undefined
}

/** A postal code as its country writes it; undefined for one that the country does not have. */
function written(text: string, forms: readonly string[]): string | undefined {
  const characters = text.replaceAll(/[\s-]/g, '').toUpperCase()
  for (const form of forms) {
    const filled = fill(form, characters)
    if (filled !== undefined) return filled
  }
  return undefined
}

/** `sw1a1aa` in GB → `SW1A 1AA`; unchanged where the country's form is not known or does not fit. */
export function normalizePostalCode(text: string, country: string): string {
  const forms = templates.get(country)
  return (forms && written(text, forms)) ?? text
}

/** What is wrong with a postal code; nothing in a country whose form is not known. */
export function findPostalCodeFault(text: string, country: string): string | undefined {
  const forms = templates.get(country)
  if (!forms || written(text, forms) !== undefined) return undefined
  const [form = ''] = forms
  let digit = 0
  const example = form.replaceAll(/[#@*]/g, (place) => (place === '@' ? 'A' : String((digit += 1) % 10)))
  return `This is no postal code of ${country}: one is written as in ${example}.`
}
