interface Profile {
  /** Matches an address as people paste it; what follows the name is dropped. */
  readonly pasted: RegExp
  /** The address as it is kept. */
  readonly write: (...parts: string[]) => string
  /** Matches an address as it is kept. */
  readonly kept: RegExp
  readonly fault: string
}

const linkedIn: Profile = {
  pasted: /^(?:https?:\/\/)?(?:[a-z]{1,3}\.)?linkedin\.com\/in\/([^\s/?#]+)\/?(?:[?#].*)?$/i,
  write: (name = '') => `https://www.linkedin.com/in/${name}`,
  kept: /^https:\/\/www\.linkedin\.com\/in\/[\p{L}\p{M}\p{N}%_-]{1,150}$/u,
  fault: 'Give the address of the profile, as in https://www.linkedin.com/in/ada-lovelace.',
}

const x: Profile = {
  pasted: /^(?:@|(?:https?:\/\/)?(?:www\.|mobile\.)?(x|twitter)\.com\/@?)(\w+)\/?(?:[?#].*)?$/i,
  write: (host = 'x', handle = '') => `https://${host.toLowerCase()}.com/${handle}`,
  kept: /^https:\/\/(?:x|twitter)\.com\/\w{1,15}$/,
  fault: 'Give the address of the profile, as in https://x.com/ada, or the handle, as in @ada.',
}

/** `http://linkedin.com/in/ada/?trk=…` → `https://www.linkedin.com/in/ada`; unchanged where it is no such address. */
function normalize(profile: Profile, text: string): string {
  const parts = profile.pasted.exec(text)
  return parts ? profile.write(...parts.slice(1)) : text
}

function rules(profile: Profile) {
  return {
    normalize: (text: string): string => normalize(profile, text),
    findFault: (text: string): string | undefined => (profile.kept.test(text) ? undefined : profile.fault),
  }
}

export const linkedInProfile = rules(linkedIn)
export const xProfile = rules(x)
