/** A drawing as the address of a picture: drawn as an image it can run nothing. */
export function pictureAddress(svg: string | undefined): string | undefined {
  return svg === undefined ? undefined : `data:image/svg+xml,${encodeURIComponent(svg)}`
}
