/** The language of the catalogues; dates are written in it too, so that one screen speaks one language. */
export const LOCALE = 'en-GB'
