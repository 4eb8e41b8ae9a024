// Runs before the first paint so that a dark window never flashes white.
;(() => {
  let choice = 'system'
  try {
    choice = JSON.parse(localStorage.getItem('mycopod:look') ?? '{}').state?.theme ?? 'system'
  } catch {
    choice = 'system'
  }
  const dark = choice === 'dark' || (choice === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
})()
