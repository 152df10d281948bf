/** Pages that tell how things stand, and those that one may look up at any time. */
export const noticeMessages = {
  result: {
    approved: {
      heading: 'Your identity is verified',
      text: (tenant: string) => [`${tenant} has the result. There is nothing more to do here.`],
    },
    pending_review: {
      heading: 'Your part is done',
      text: (tenant: string) => [
        `Your documents arrived. A person at ${tenant} will look at them and let you know.`,
        'You do not need to keep this page open.',
      ],
    },
    rejected: {
      heading: 'Your identity could not be verified',
      text: (tenant: string) => [
        'The documents that you sent were not enough this time.',
        `${tenant} can tell you why, and whether you can try again with another document.`,
      ],
    },
    none: {
      heading: 'Your documents were sent',
      text: (tenant: string) => [
        `There is no decision yet. ${tenant} gets it as soon as it is there, and will let you know.`,
        'You do not need to keep this page open.',
      ],
    },
    closePage: 'You can close this page now.',
  },

  closing: {
    heading: 'You can close this page',
    text: (tenant: string) => [
      `There is nothing more to do here. ${tenant} has what it needs and will contact you.`,
    ],
  },

  expired: {
    heading: 'This verification has expired',
    text: (tenant: string) => [
      'It was open for a limited time, and that time was over before everything was sent. No decision is made.',
      `Ask ${tenant} for a new link. You start again from the first step.`,
    ],
  },

  canceled: {
    heading: 'This verification was canceled',
    text: (tenant: string) => [
      'It ended before everything was sent. No decision is made from photos that were added.',
      `If you want to verify your identity after all, ask ${tenant} for a new link.`,
    ],
  },

  cancel: {
    heading: 'Do you want to cancel?',
    text: (tenant: string) => [
      'The verification ends here, and no decision is made from the photos that you added.',
      `You cannot take this back. To verify your identity later, you need a new link from ${tenant}.`,
    ],
    button: 'Yes, cancel the verification',
    keep: 'No, go on with it',
  },

  linkNotValid: {
    heading: 'This link does not work',
    text: () => [
      'The address is not complete, or it was changed on the way.',
      'Open the link again from the message in which you got it. If you copy it, copy all of it.',
      'If that does not help, ask whoever sent it for a new one.',
    ],
  },

  deviceUnknown: {
    heading: 'Open your link again',
    text: () => [
      'This device is not connected to the verification, or no longer.',
      'Open the link again from the message in which you got it, and you go on where you stopped. What you added is still there.',
      'If you come back to this page, allow cookies for this site: they keep the connection while you are here.',
    ],
  },

  privacy: {
    heading: 'What happens to my data',
    sections: (tenant: string) => [
      {
        heading: 'Who asks',
        text: [
          `${tenant} asks for this verification and decides about it. id beyond is the program that takes the photos in and reads them for ${tenant}.`,
        ],
      },
      {
        heading: 'What is taken in',
        text: [
          'The photos of your documents, and what is printed on them: name, birth date, address, nationality, document number and dates.',
          'The times at which you agreed, added a photo and sent. Your place is not asked for.',
          `If ${tenant} asks for it and you agree on a page of its own: two photos of your face, and how alike it is to the picture on your document. What a program measures of faces to say that is forgotten at once. You may go on without.`,
        ],
      },
      {
        heading: 'Who sees it',
        text: [
          `A program reads each photo as soon as you add it, and ${tenant} receives what was read. Its reviewers may look at the photos to decide. Nobody else does.`,
        ],
      },
      {
        heading: 'How it is kept',
        text: [
          'Each verification has a key of its own. Photos and what was read from them are encrypted with it before they are stored.',
          `How long they are kept is for ${tenant} to say: its own privacy notice tells you. For some services the law asks for years.`,
        ],
      },
      {
        heading: 'Your rights',
        text: [
          `Ask ${tenant} what it holds about you, and to correct or erase it. If you do not want to go on, cancel or close the page before you send: then no decision is made from your photos.`,
        ],
      },
      {
        heading: 'On this device',
        text: [
          'One cookie connects this device with your verification until it expires. There is no advertising and no tracking.',
        ],
      },
    ],
  },

  help: {
    heading: 'Help',
    sections: (tenant: string) => [
      {
        heading: 'The photo is not accepted',
        text: [
          'Lay the document on a dark, even table near a window. Rest your elbows on the table and wait until the picture is sharp.',
          'Tilt the document a little until no lamp shines back from it.',
          'If a photo is refused although it is as good as can be, send it once more: then you can choose to use it anyway.',
        ],
      },
      {
        heading: 'The camera does not open',
        text: [
          'Take the photo with the camera app of your phone first. Then choose “Choose a photo that you have already”.',
          'If you opened the link inside another app, open it in your browser instead.',
          'Photos of your face can be left out: choose “Go on without photos of my face”.',
        ],
      },
      {
        heading: 'I am at a computer without a camera',
        text: ['Open the same link on your phone. You go on at the same step.'],
      },
      {
        heading: 'My document is not in the list',
        text: [`Only passports and identity cards can be used here. Ask ${tenant} for another way.`],
      },
      {
        heading: 'I want to stop',
        text: [
          'You can close the page and go on later with the same link. “Cancel” at the foot of the page ends the verification.',
        ],
      },
      {
        heading: 'Something else',
        text: [`Ask ${tenant}, and give them the reference from this page.`],
      },
    ],
  },

  problem: {
    goOn: 'Go on',
    tryAgain: 'Try again',
    seeStatus: 'See how it stands',
  },
};
