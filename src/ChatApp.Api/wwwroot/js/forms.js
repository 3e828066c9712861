// What the forms of the account dialog share.

import { $, clearErrors, setText, showErrors, whileBusy } from './dom.js';

/** Runs work when a form is submitted, once at a time. */
export function onSubmit(form, work) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    whileBusy(event.submitter ?? form, work);
  });
}

/** Makes a change with a form's fields, and shows the sentence that it returns or what was wrong. */
export async function change(form, work) {
  const note = $(`${form.id}-note`);
  clearErrors(form);
  setText(note, '');
  try {
    setText(note, await work(form.elements));
  } catch (problem) {
    setText(note, showErrors(form, problem));
  }
}
