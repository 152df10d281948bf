// Makes the hosted flow more pleasant where scripts are on. Every page works without this file.

/** Some browsers tell what is none (BCP 47), such as en-US@posix, for which no date can be written. */
function isLanguageTag(text) {
  try {
    return Intl.getCanonicalLocales(text).length > 0;
  } catch {
    return false;
  }
}

/** Moments in the time zone and the habit of the device. */
function tellLocalTimes() {
  const { lang } = document.documentElement;
  const isOfPage = (one) => one === lang || one.startsWith(`${lang}-`);
  const locale = navigator.languages.find((one) => isOfPage(one) && isLanguageTag(one)) ?? lang;
  for (const time of document.querySelectorAll('time[data-local]')) {
    const at = new Date(time.dateTime);
    const words = new Intl.DateTimeFormat(locale, {
      weekday: 'long',
      day: 'numeric',
      month: 'long',
      hour: 'numeric',
      minute: '2-digit',
    });
    time.textContent = words.format(at);
  }
}

/** One tap is one request: the button says that it is being sent, and a second tap does nothing. */
function guardForms() {
  const said = document.createElement('p');
  said.className = 'hidden';
  said.setAttribute('role', 'status');
  document.body.append(said);

  for (const form of document.querySelectorAll('form[data-sending]')) {
    const button = form.querySelector('button[type=submit]');
    const words = [...button.childNodes];
    form.addEventListener('submit', (event) => {
      if (button.getAttribute('aria-disabled') === 'true') return event.preventDefault();
      button.setAttribute('aria-disabled', 'true');
      button.replaceChildren(form.dataset.sending);
      said.textContent = form.dataset.sending;
    });
    // The browser may bring the page back as it was left.
    addEventListener('pageshow', () => {
      button.removeAttribute('aria-disabled');
      button.replaceChildren(...words);
      said.textContent = '';
    });
  }
}

/** The chosen photo takes the place of the drawing, so that one sees whether it is sharp before it is sent. */
function previewPhoto() {
  const frame = document.querySelector('.frame');
  if (!frame) return;
  let address;
  for (const field of document.querySelectorAll('input[type=file]')) {
    field.addEventListener('change', () => {
      const [file] = field.files;
      if (!file?.type.startsWith('image/')) return;
      for (const other of document.querySelectorAll('input[type=file]'))
        if (other !== field) other.value = '';
      if (address) URL.revokeObjectURL(address);
      address = URL.createObjectURL(file);
      const picture = new Image();
      picture.alt = '';
      picture.addEventListener('load', () => frame.replaceChildren(picture));
      picture.src = address;
    });
  }
}

const POLL_MS = 3000;

/** Asks how it stands and changes only what is new, so that nobody is interrupted while reading. */
function followStatus() {
  const heading = document.querySelector('h1').textContent;
  const look = async (address) => {
    if (document.visibilityState === 'hidden') return;
    const answer = await fetch(address, { headers: { accept: 'text/html' } });
    if (answer.status >= 500) return;
    if (!answer.ok) return location.replace(address);
    const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (next.querySelector('h1')?.textContent !== heading) return location.replace(answer.url);
    renew(document.querySelector('main'), next.querySelector('main'));
  };
  const lookOn = async () => {
    const address = document.querySelector('[data-status]')?.dataset.status;
    if (!address) return;
    try {
      await look(address);
    } catch {
      // No connection at this moment: the next look tries again, and the page has a link to look by hand.
    }
    setTimeout(lookOn, POLL_MS);
  };
  setTimeout(lookOn, POLL_MS);
}

/** Goes down only into what differs; what holds the focus is left alone. */
function renew(now, next) {
  if (now.isEqualNode(next)) return;
  if (isSameButForChildren(now, next)) {
    for (const [index, child] of [...now.children].entries()) renew(child, next.children[index]);
  } else if (!now.contains(document.activeElement)) {
    now.replaceWith(next.cloneNode(true));
  }
}

/** Whether two elements differ in nothing but what is inside their child elements. */
function isSameButForChildren(now, next) {
  const isPlain = (element) => element.childNodes.length === element.children.length;
  return (
    isPlain(now) &&
    isPlain(next) &&
    now.children.length === next.children.length &&
    now.cloneNode(false).isEqualNode(next.cloneNode(false))
  );
}

tellLocalTimes();
guardForms();
previewPhoto();
followStatus();
