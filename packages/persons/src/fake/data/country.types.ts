/** Text with places to fill: `#` is a digit, `%` a digit from 2 to 9, `@` a capital letter; all else stands as it is. */
export type Template = string

/** First and last names as they go together in one language. */
export interface Names {
  readonly female: readonly string[]
  readonly male: readonly string[]
  /** Last names of women, where they differ from those of men. */
  readonly lastFemale: readonly string[]
  readonly lastMale: readonly string[]
  /** Last names that a person has: 2 in Spain. */
  readonly lastCount?: 2
}

/** A city with what belongs to it alone. */
export interface City {
  readonly name: string
  /** The state, canton, province or county of the city, as addresses name it. */
  readonly state: string
  /** Postal codes of the city. */
  readonly postal: readonly Template[]
  /** Landline numbers of the city: national part in E.164 form, without the country's calling code. */
  readonly phone: Template
}

/** A bank with its real BIC. */
export interface Bank {
  readonly name: string
  /** 8 or 11 characters. */
  readonly bic: string
  /** The bank's code at the start of the country's account numbers. */
  readonly code: Template
}

/** A part of a country with one language. */
export interface Region {
  readonly names: Names
  readonly streets: readonly string[]
  readonly cities: readonly City[]
  /** What company names end with. */
  readonly legalForms: readonly string[]
}

/** The countries that persons live in; each has IBANs. */
export type CountryCode =
  | 'AT'
  | 'BE'
  | 'CH'
  | 'CZ'
  | 'DE'
  | 'ES'
  | 'FR'
  | 'GB'
  | 'IE'
  | 'IT'
  | 'NL'
  | 'PL'
  | 'PT'
  | 'SE'

/** Everything that a person's rows take from the country. */
export interface Country {
  /** ISO 3166-1 alpha-2. */
  readonly code: CountryCode
  /** Share of persons, relative to the other countries. */
  readonly weight: number
  /** With the plus sign. */
  readonly callingCode: string
  readonly mobile: readonly Template[]
  /** ISO 4217. */
  readonly currency: string
  /** Salaries in the country's currency, as a multiple of the table's in euros. */
  readonly salaryFactor: number
  /** Writes a street with its number, as is usual there. */
  readonly streetLine: (street: string, number: string) => string
  readonly banks: readonly Bank[]
  readonly regions: readonly Region[]
}
