/** Plurals that no rule below tells, each with its singular; matched as a whole name or as its last word. */
const irregular = {
  aliases: 'alias',
  analyses: 'analysis',
  bonuses: 'bonus',
  buses: 'bus',
  caches: 'cache',
  campuses: 'campus',
  children: 'child',
  cookies: 'cookie',
  crises: 'crisis',
  criteria: 'criterion',
  data: 'data',
  feet: 'foot',
  halves: 'half',
  indices: 'index',
  knives: 'knife',
  leaves: 'leaf',
  lives: 'life',
  media: 'medium',
  men: 'man',
  mice: 'mouse',
  movies: 'movie',
  news: 'news',
  people: 'person',
  quizzes: 'quiz',
  series: 'series',
  shoes: 'shoe',
  species: 'species',
  statuses: 'status',
  teeth: 'tooth',
  viruses: 'virus',
  wives: 'wife',
  women: 'woman',
} as const

type Irregular = typeof irregular

/** `addresses` → `address`, `salesPeople` → `salesPerson`: the type of {@link toSingular}, by the same rules. */
export type Singular<TName extends string> = TName extends keyof Irregular
  ? Irregular[TName]
  : [IrregularWord<TName>] extends [never]
    ? RegularSingular<TName>
    : IrregularWord<TName>

type IrregularWord<TName extends string> = {
  [K in keyof Irregular]: TName extends `${infer THead}${Capitalize<K>}`
    ? `${THead}${Capitalize<Irregular[K]>}`
    : never
}[keyof Irregular]

type RegularSingular<TName extends string> = TName extends `${infer THead}ies`
  ? `${THead}y`
  : TName extends `${string}ss`
    ? TName
    : TName extends `${string}${'ss' | 'sh' | 'ch' | 'x' | 'zz' | 'o'}es`
      ? WithoutEnd<TName, 'es'>
      : WithoutEnd<TName, 's'>

type WithoutEnd<TName extends string, TEnd extends string> = TName extends `${infer THead}${TEnd}`
  ? THead
  : TName

/**
 * The singular of an English plural in camelCase, where an entity does not name its own.
 *
 * The rules are those of the type {@link Singular}, so that runtime and types agree; a word that they miss wants
 * `singular` in `defineEntity`.
 */
export function toSingular<TName extends string>(name: TName): Singular<TName> {
  // Sound: each rule below has its twin in the type.
  return (irregularSingular(name) ?? regularSingular(name)) as Singular<TName>
}

function irregularSingular(name: string): string | undefined {
  const entry = Object.entries(irregular).find(
    ([plural]) => name === plural || name.endsWith(capitalize(plural)),
  )
  if (!entry) return undefined
  const [plural, singular] = entry
  return name === plural ? singular : name.slice(0, -plural.length) + capitalize(singular)
}

function regularSingular(name: string): string {
  if (name.endsWith('ies')) return `${name.slice(0, -3)}y`
  if (name.endsWith('ss')) return name
  if (/(?:ss|sh|ch|x|zz|o)es$/.test(name)) return name.slice(0, -2)
  return name.endsWith('s') ? name.slice(0, -1) : name
}

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
