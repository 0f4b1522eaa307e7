/** Where the choice is kept in `localStorage`. */
export const themeStorageKey = 'theme'

/**
 * The text of a script that sets the theme before the first paint; put it inline into `<head>`.
 *
 * `<script dangerouslySetInnerHTML={{ __html: themeScript }} />`, with `suppressHydrationWarning` on `<html>`.
 */
export const themeScript =
  `(()=>{let t;try{t=localStorage.getItem("${themeStorageKey}")}catch{}` +
  'const d=t==="dark"||(t!=="light"&&matchMedia("(prefers-color-scheme: dark)").matches),e=document.documentElement;' +
  'e.classList.toggle("dark",d);e.style.colorScheme=d?"dark":"light"})()'
