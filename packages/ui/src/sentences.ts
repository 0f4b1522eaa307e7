/**
 * A translator of whole sentences with places in them: `{ 'Use at most {max} characters.': 'Höchstens {max} Zeichen.' }`.
 *
 * It says in the other language what a schema or a server said as plain text, also over the wire; undefined for a sentence that
 * it does not have.
 */
export function sentenceTranslator(
  sentences: Readonly<Record<string, string>>,
): (sentence: string) => string | undefined {
  const plain = new Map(Object.entries(sentences))
  const patterns = [...plain.keys()]
    .filter((sentence) => sentence.includes('{'))
    .map((sentence) => ({ pattern: patternOf(sentence), said: plain.get(sentence) ?? '' }))
  return (sentence) => {
    const whole = plain.get(sentence)
    if (whole !== undefined) return whole
    for (const { pattern, said } of patterns) {
      const places = pattern.exec(sentence)?.groups
      if (places) return said.replaceAll(/\{(\w+)\}/g, (_place, name: string) => places[name] ?? '')
    }
    return undefined
  }
}

function patternOf(sentence: string): RegExp {
  const parts = sentence.split(/\{(\w+)\}/)
  const source = parts.map((part, index) => (index % 2 === 1 ? `(?<${part}>.+?)` : escaped(part)))
  return new RegExp(`^${source.join('')}$`, 's')
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}
