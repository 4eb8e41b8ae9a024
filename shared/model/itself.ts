/** Who acts where nobody asked, as jobs and the activity name it. */
export const itself = 'MycoPod'
