export const strings = {
  welcome: {
    title: 'Talk in a low voice.',
    lead: 'Sotto carries messages straight from your computer to the computers of the people you know. They are encrypted from end to end. There is no account and no server in between.',
    create: 'Create my identity',
    recover: 'I have 24 words',
  },
  form: {
    name: 'Your name',
    nameHint: 'The people you talk to see it. It can be any name.',
    passphrase: 'Passphrase',
    optional: 'optional, recommended',
    repeat: 'Passphrase again',
    differs: 'The two are not the same.',
    nameMissing: 'Enter the name that people will see.',
    passphraseMissing: 'A passphrase is needed on this computer.',
    show: 'Show the passphrase',
    hide: 'Hide the passphrase',
    hintSystem:
      'Sotto asks for it when it starts. Without one, the key store of this computer keeps your messages safe while nobody is signed in as you.',
    hintFile:
      'Sotto asks for it when it starts. Without one, whoever can read your files on this computer can read your messages.',
    hintRequired:
      'Sotto asks for it when it starts. This computer has no key store, so the passphrase is what protects your messages.',
    fixed: 'Your messages are protected by the passphrase with which Sotto was started.',
    back: 'Back',
  },
  strength: {
    label: 'Strength of the passphrase',
    words: ['Guessed at once', 'Weak', 'Fair', 'Good', 'Very strong'],
    tip: 'Four or five unrelated words are easy to remember and hard to guess.',
  },
  create: {
    title: 'Who are you?',
    lead: 'Your identity is made on this computer and stays on it.',
    submit: 'Create',
  },
  words: {
    title: 'Your 24 words',
    lead: 'Write them down, in this order, and keep the paper where you keep important papers. They are shown only now.',
    restore:
      'They bring back your identity on a new computer: the people you know can see that it is you. Your address is a new one there; give that one out.',
    history: 'They do not bring back your messages or contacts.',
    nobody: 'Nobody can reset them or send them to you again. Whoever has them can pass as you.',
    copy: 'Copy the words',
    copyHint: 'Other programs can read the clipboard. Paper is safer.',
    copied: 'Copied. Put the words somewhere safe, then copy something else.',
    copyFailed: 'The words could not be copied. Write them down instead.',
    next: 'I have written them down',
    list: 'Recovery words',
  },
  quiz: {
    title: 'Just to be sure',
    lead: 'Enter these three of your words from the paper.',
    word: (position: number) => `Word ${position}`,
    wrong: 'That is not the word.',
    submit: 'Done',
    again: 'Show the words again',
  },
  recover: {
    title: 'Welcome back',
    lead: 'Enter the 24 words that you wrote down. They bring back your identity. Messages and contacts are not part of it, and your address will be a new one.',
    words: 'Recovery words',
    wordsPlaceholder: 'abandon ability able …',
    count: (count: number) => `${count} of 24 words`,
    strange: (words: string[]) =>
      words.length === 1
        ? `${words[0]} is not a word that recovery phrases use.`
        : `These are not words that recovery phrases use: ${words.join(', ')}.`,
    strangeWord: (position: number, word: string) => `“${word}” (word ${position})`,
    incomplete: 'Enter all 24 words.',
    submit: 'Recover',
  },
}
