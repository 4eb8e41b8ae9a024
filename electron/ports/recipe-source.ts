/** Where recipes lie: folders with manifest.yaml, compose.yaml and icon.svg. */
export interface RecipeSource {
  /** The raw texts of every recipe folder, in order of slug. */
  read(): Promise<readonly { readonly slug: string; readonly manifest: string; readonly compose: string; readonly icon?: string }[]>
}
