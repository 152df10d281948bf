/**
 * Every error that the API answers: code, status and the sentence that says what to do.
 * The body is RFC 9457 `application/problem+json` with `ok: false`, `code` and `requestId` beside the standard members.
 */
export const ERRORS = {
  BODY_INVALID: [422, 'Some fields are not as they should be. Each is named under "errors".'],
  BODY_MALFORMED: [400, 'The body is not valid JSON. Send a JSON object with Content-Type application/json.'],
  BODY_TOO_LARGE: [413, 'The body is too large.'],
  API_KEY_INVALID: [401, 'Send a valid secret key: Authorization: Bearer sk_test_... or sk_live_....'],
  DEVICE_UNKNOWN: [
    401,
    'This device is not connected to the session. Open the link that you were given again.',
  ],
  CROSS_SITE_REQUEST: [403, 'The request came from another site.'],
  ROUTE_NOT_FOUND: [404, 'There is nothing at this address.'],
  METHOD_NOT_ALLOWED: [405, 'This address does not take that method.'],
  SESSION_NOT_FOUND: [404, 'There is no such session.'],
  DOCUMENT_NOT_FOUND: [404, 'There is no such document.'],
  HEATMAP_NOT_FOUND: [404, 'There is no heatmap of this document, or not yet.'],
  PORTRAIT_NOT_FOUND: [404, 'There is no portrait of this document, or not yet.'],
  SESSION_EXPIRED: [409, 'The session has expired. Create a new one.'],
  SESSION_CANCELED: [409, 'The session was canceled. Create a new one.'],
  ALREADY_SUBMITTED: [409, 'The documents were already sent and can no longer be changed.'],
  ALREADY_DECIDED: [409, 'The session is already decided.'],
  NOT_IN_REVIEW: [409, 'The session is not waiting for a review.'],
  DOCUMENTS_MISSING: [409, 'Not every document is there yet.'],
  CONSENT_MISSING: [409, 'Consent has not been given yet.'],
  SELFIE_CONSENT_MISSING: [409, 'Consent to the comparison of faces has not been given.'],
  TOO_MANY_UPLOADS: [
    409,
    'This picture was replaced too many times. Send what you have, or start again with a new link.',
  ],
  IDEMPOTENCY_KEY_INVALID: [422, 'Idempotency-Key must be 1 to 255 printable ASCII characters.'],
  IDEMPOTENCY_KEY_REUSED: [
    422,
    'This Idempotency-Key was used with another body. Use a new key for a new request.',
  ],
  IDEMPOTENCY_KEY_LOCKED: [
    409,
    'A request with this Idempotency-Key is still running. Try again in a moment.',
  ],
  PICTURE_MISSING: [422, 'No picture arrived. Choose a file and send it again.'],
  PICTURE_TOO_LARGE: [413, 'The file is larger than 15 MB. Take the photo again or choose a smaller file.'],
  PICTURE_FORMAT_UNSUPPORTED: [
    415,
    'This kind of file cannot be read. Use a photo in JPEG, PNG, WebP, AVIF or HEIC; a bill may be a PDF, too.',
  ],
  PICTURE_IS_PDF: [
    415,
    'A PDF cannot be used for an identity document. Take a photo of the document itself.',
  ],
  PICTURE_CORRUPT: [422, 'The file is damaged or incomplete. Take the photo again.'],
  PICTURE_TAKES_TOO_LONG: [
    422,
    'The file takes too long to open. Take a new photo with the camera of your phone and send that one.',
  ],
  PICTURE_TOO_MANY_PIXELS: [
    422,
    'The picture has too many pixels. Take it with the camera of your phone in its usual setting.',
  ],
  PICTURE_TOO_SMALL: [422, 'The picture is too small to read. Move closer and take the photo again.'],
  PDF_ENCRYPTED: [
    422,
    'The PDF is locked with a password. Save a copy without one, or take a photo of its first page.',
  ],
  PDF_TOO_MANY_PAGES: [
    422,
    'The PDF has more than 20 pages. Send only the page with your name, your address and the date.',
  ],
  PICTURE_SAME_AS_OTHER_SIDE: [
    422,
    'The same picture was sent for front and back. Turn the card over and take a photo of its other side.',
  ],
  PICTURE_LOW_RESOLUTION: [
    422,
    'The photo has too few pixels for its letters to be read. Take it with the camera, from closer, and send that photo itself rather than a preview or a screenshot.',
  ],
  PICTURE_TOO_DARK: [
    422,
    'The photo is too dark to read. Go near a window or turn on a light, then take it again.',
  ],
  PICTURE_NO_DOCUMENT: [
    422,
    'No document can be seen in the photo. Lay the document flat, fill the picture with it and take it again.',
  ],
  PICTURE_NO_FACE: [
    422,
    'No face can be seen well enough in the photo. Hold the camera at the height of your eyes, an arm away, with the light in front of you, then take it again.',
  ],
  PICTURE_BLURRED: [
    422,
    'The photo is too blurred to read. Rest your elbows on the table, wait until the picture is sharp, then take it again.',
  ],
  PICTURE_GLARE: [
    422,
    'A lamp shines back from the document. Tilt it a little or move away from the lamp, then take the photo again.',
  ],
  PICTURE_CUT_OFF: [
    422,
    'Part of the document is outside the picture. Move back a little until all of its edges are in the picture, then take it again.',
  ],
  BUSY: [503, 'Too much is going on at this moment. Try again in a few seconds.'],
  WORKFLOW_UNAVAILABLE: [503, 'The session did not answer in time. Try again; nothing was lost.'],
  REVIEW_UNCONFIRMED: [
    503,
    'The decision was not confirmed in time. Repeat the request with the same Idempotency-Key.',
  ],
  NOT_READY: [503, 'Something that is needed does not answer. It is named under "missing".'],
  INTERNAL_ERROR: [500, 'Something went wrong on our side. The requestId helps us to find it.'],
} as const satisfies Record<string, readonly [status: number, message: string]>;

export type ErrorCode = keyof typeof ERRORS;
