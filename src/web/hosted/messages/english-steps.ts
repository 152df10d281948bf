const FACE_TIPS = [
  'The camera at the height of your eyes, an arm away',
  'Light from in front of you, not from behind',
  'Nothing that covers your face',
];

/** The steps that an end-user takes, from the landing page to the outcome. */
export const stepMessages = {
  landing: {
    title: 'Verify your identity',
    heading: (tenant: string) => `${tenant} asks you to verify your identity`,
    headingAgain: (tenant: string) => `Go on with your verification for ${tenant}`,
    identity: 'An identity document',
    identityHint: 'Your passport, or both sides of your identity card. The real one, not a copy.',
    address: 'A proof of address',
    addressHint:
      'A bill or bank letter from the last three months with your name and address. A photo of it is enough.',
    face: 'Two photos of your face',
    faceHint: 'Only if you agree when you are asked. You can go on without them.',
    time: 'About three minutes',
    timeHint: 'You can stop and go on later, on this or another device with the same link, until',
    data: (tenant: string) =>
      `Your photos are encrypted and read by a program. People at ${tenant} may look at them where the program is not sure.`,
    consentHeading: 'What you agree to',
    consent: (tenant: string) => [
      `I agree that the photos of my documents are taken in for ${tenant}, that a program reads my name, birth date, address and document number from each as soon as I add it, and that ${tenant} receives what was read and the photos.`,
      'My face is compared with the picture on my document only if I am asked on a page of its own, and agree there. I can stop at any time before I send.',
    ],
    consentVersion: (date: string) => `Text of ${date}`,
    agree: 'Agree and start',
    goOn: 'Continue',
    goOnHint: 'What you sent before is still there.',
    notNow: (tenant: string) => `Not now, back to ${tenant}`,
  },

  document: {
    title: 'Choose your identity document',
    label: 'Identity document',
    hint: 'It must be valid and yours.',
    passport: 'Passport',
    passportHint: 'One photo, of the page with your picture',
    id_card: 'Identity card',
    id_cardHint: 'Two photos, front and back',
    replaces: 'If you change your choice, the photos of the other document are not used.',
    button: 'Continue',
    missing: 'Choose your passport or your identity card.',
  },

  slots: {
    passport: 'Passport photo page',
    'id-front': 'Front of your card',
    'id-back': 'Back of your card',
    'proof-of-address': 'Proof of address',
    'selfie-turned': 'Your face, turned',
    'selfie-front': 'Your face, straight',
  },

  capture: {
    headings: {
      passport: 'Photograph the photo page of your passport',
      'id-front': 'Photograph the front of your identity card',
      'id-back': 'Photograph the back of your identity card',
      'proof-of-address': 'Photograph your proof of address',
      'selfie-left': 'Turn your head to the left',
      'selfie-right': 'Turn your head to the right',
      'selfie-front': 'Now look straight at the camera',
    },
    intros: {
      passport:
        'Open it flat at the page with your picture. The two long lines at its foot must be readable.',
      'id-front': 'The side with your picture and your name.',
      'id-back': 'The side with the long lines of letters, numbers and arrows.',
      'proof-of-address':
        'A bill, a bank letter or a letter from an authority. It shows your name, your address and a date in the last three months.',
      'selfie-left':
        'The first photo of your face: turn your head to your left, as if somebody sat beside you. Both of your eyes stay in the picture.',
      'selfie-right':
        'The first photo of your face: turn your head to your right, as if somebody sat beside you. Both of your eyes stay in the picture.',
      'selfie-front': 'The second photo of your face. Let it fill about half of the picture.',
    },
    tips: {
      passport: [
        'Both long lines at the foot in the picture',
        'No glare: tilt it away from the lamp',
        'Every letter sharp enough to read',
      ],
      'id-front': [
        'All four corners in the picture',
        'No glare: tilt it away from the lamp',
        'Every letter sharp enough to read',
      ],
      'id-back': [
        'All four corners in the picture',
        'The long lines complete and sharp',
        'Fingers beside the card, not on it',
      ],
      'proof-of-address': [
        'The whole first page, laid flat',
        'Your name, your address and the date readable',
        'Taken straight from above, in good light',
      ],
      'selfie-left': FACE_TIPS,
      'selfie-right': FACE_TIPS,
      'selfie-front': FACE_TIPS,
    },
    drawings: {
      passport: 'A passport lies open at its photo page, with all of the page in the picture.',
      'id-front': 'The front of a card lies straight, with all four corners in the picture.',
      'id-back': 'The back of a card lies straight, with the three long lines at its foot.',
      'proof-of-address': 'A letter lies flat, with its whole first page in the picture.',
      'selfie-left': 'A face that is turned to the left, with both eyes in the picture.',
      'selfie-right': 'A face that is turned to the right, with both eyes in the picture.',
      'selfie-front': 'A face that looks straight ahead, in the middle of the picture.',
    },
    tipsHeadings: { document: 'For a photo that can be read', face: 'For a photo that can be compared' },
    label: 'Your photo',
    choose: 'Choose a photo',
    otherFile: 'Choose a photo that you have already',
    otherFileLabel: 'A photo on this device',
    formats: 'JPEG, PNG, WebP, AVIF or HEIC, at most 15 MB.',
    billFormats: 'JPEG, PNG, WebP, AVIF, HEIC or PDF, at most 15 MB.',
    button: 'Use this photo',
    withoutFace: 'Go on without photos of my face',
    retakeHeading: 'There is a photo already',
    retake: 'If you send a new one, it takes the place of the first.',
    keep: 'Keep the photo that is there',
    usesLeft: (count: number) =>
      count === 1 ? 'You can send one more photo here.' : `You can send ${count} more photos here.`,
    full: 'No further photo can be taken in here',
    fullHint: 'It was replaced as often as it can be. The last photo is used.',
    fullOfRefused: 'None of the photos can be read well. Use the last one as it is, or ask for a new link.',
    anyway: 'Use the last photo anyway',
    anywayHint: (tenant: string) =>
      `If you use it anyway, a person at ${tenant} may have to look at it, which takes longer.`,
  },

  selfie: {
    label: 'Your face',
    heading: 'May your face be compared with your document?',
    intro: (tenant: string) =>
      `${tenant} would like to see that you are the person on your document. It is for you to say.`,
    facts: (tenant: string) => [
      'You take two photos of your face: one with your head turned to the side, one looking straight at the camera.',
      'A program measures the faces in these photos and on your document, and says how alike they are. The measurements are forgotten at once.',
      `Your photos, the picture cut out of your document and the result are kept encrypted. A person at ${tenant} looks at them and decides, not the program.`,
    ],
    consent: (tenant: string) => [
      `I agree that two photos of my face are taken in for ${tenant}, that a program compares my face with the picture on my document, and that ${tenant} receives the photos, the cut-out picture and the result.`,
      'I can take this back until I send.',
    ],
    agree: 'Agree and take photos',
    decline: 'Go on without',
    declineHint: (tenant: string) =>
      `If you go on without, nothing of your face is taken in. A person at ${tenant} then looks at your documents and may ask for more.`,
    answers: {
      given: 'You agreed to the comparison',
      declined: 'You chose to go on without',
    },
    mayChange: 'You can change your answer here. If you go on without, photos of your face are not sent.',
  },

  check: {
    title: 'Check and send',
    heading: 'Check that every photo is readable',
    intro: 'After sending you cannot change them.',
    chosen: 'You chose',
    documents: { passport: 'Passport', id_card: 'Identity card' },
    change: 'Change',
    changeHint: ' the document',
    received: 'Received',
    face: 'Your face',
    faceAnswers: { given: 'To be compared', declined: 'Left out' },
    faceChangeHint: ' whether your face may be compared',
    preparing: 'Being stored',
    retake: 'Retake',
    alt: (slot: string) => `Your photo: ${slot}`,
    button: (tenant: string) => `Send to ${tenant}`,
  },

  processing: {
    title: 'Your documents are being read',
    intro: (tenant: string) => `They arrived. A program reads them now and ${tenant} gets the result.`,
    duration: 'This usually takes less than a minute. This page goes on by itself.',
    leave: 'You may leave: close this page or put the phone away. Nothing is lost.',
    late: (tenant: string) =>
      `It takes longer than usual. You need not wait: ${tenant} gets the result as soon as it is there.`,
    states: { received: 'Waiting', stored: 'Being read', done: 'Read' },
    documents: 'Your documents',
    refresh: 'Look again now',
  },
};
