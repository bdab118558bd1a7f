// Words selected in the stored text, by mouse or by arrows, with their offset in the whole text.
// Offsets count code points, as the server's do; the server looks every selection up again.

const WORD = /[\p{L}\p{N}]+([\u2019'’.,-][\p{L}\p{N}]+)*/gu;

export class Selection {
  // `box` holds pieces with `data-at`, one after the other; it may be missing. `say` tells what goes on.
  constructor(box, say) {
    this.box = box;
    this.say = say;
    this.running = false;
    this.pieces = box ? [...box.querySelectorAll("[data-at]")] : [];
    this.first = this.pieces.length ? Number(this.pieces[0].dataset.at) : 0;
    this.text = this.pieces.map((piece) => piece.textContent).join("");
    // Words as places in UTF-16, which is what the browser counts in.
    this.words = [...this.text.matchAll(WORD)].map((found) => [
      found.index,
      found.index + found[0].length,
    ]);
  }

  // Gives the selected words to `taker`; without a selection, selecting by arrows begins.
  take(taker) {
    if (!this.words.length) return;
    const places = this.readMouse();
    if (places) this.give(places, taker);
    else this.begin();
  }

  readMouse() {
    const chosen = document.getSelection();
    if (chosen.isCollapsed || !chosen.rangeCount) return null;
    const range = chosen.getRangeAt(0);
    const from = this.find(range.startContainer, range.startOffset);
    const to = this.find(range.endContainer, range.endOffset);
    return from === null || to === null || from >= to ? null : [from, to];
  }

  // A place of the document as a place in the text.
  find(node, offset) {
    if (!this.box.contains(node)) return null;
    let before = 0;
    for (const piece of this.pieces) {
      if (piece.contains(node)) {
        const range = document.createRange();
        range.setStart(piece, 0);
        range.setEnd(node, offset);
        return before + range.toString().length;
      }
      const range = document.createRange();
      range.selectNodeContents(piece);
      if (range.comparePoint(node, offset) < 0) return before;
      before += piece.textContent.length;
    }
    return before;
  }

  give([from, to], taker) {
    // A cut word is taken whole: the server refuses half of one.
    for (const [begin, end] of this.words) {
      if (begin < from && from < end) from = begin;
      if (begin < to && to < end) to = end;
    }
    const words = this.text.slice(from, to);
    const trimmed = words.trim();
    from += words.indexOf(trimmed);
    const start = this.first + [...this.text.slice(0, from)].length;
    this.stop();
    taker({ words: trimmed, start });
    this.say.textContent = `“${trimmed}”`;
  }

  // Selecting by arrows begins at the quote that is marked, or at the first word.
  begin() {
    const marked = this.pieces.filter((piece) => piece.matches(".desk-current"));
    const place = (piece) =>
      this.pieces.slice(0, this.pieces.indexOf(piece)).reduce((sum, one) => sum + one.textContent.length, 0);
    const from = marked.length ? place(marked[0]) : this.words[0][0];
    const last = marked[marked.length - 1];
    const to = last ? place(last) + last.textContent.length : this.words[0][1];
    const touched = this.words.map((word, index) => [word, index]).filter(([word]) => word[0] < to && word[1] > from);
    this.start = touched.length ? touched[0][1] : 0;
    this.end = touched.length ? touched[touched.length - 1][1] : 0;
    this.running = true;
    this.box.focus({ preventScroll: true });
    this.show();
  }

  // A key while words are selected by arrows; false where it is left to the page's own keys.
  press(key, shift, taker) {
    const last = this.words.length - 1;
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 }[key];
    if (key === "Escape") {
      this.stop();
      this.say.textContent = "";
    } else if (key === "Enter") {
      this.take(taker);
    } else if (key === "q" || key === "t") {
      return false; // they take what is selected
    } else if (!step) {
      return true;
    } else if (key === "ArrowUp" || key === "ArrowDown") {
      if (this.start + step < 0 || this.end + step > last) return true;
      this.start += step;
      this.end += step;
    } else if (shift) {
      this.start = Math.min(Math.max(0, this.start + step), this.end);
    } else {
      this.end = Math.max(Math.min(last, this.end + step), this.start);
    }
    if (this.running) this.show();
    return true;
  }

  show() {
    const [from, to] = [this.words[this.start][0], this.words[this.end][1]];
    const [startNode, startAt] = this.locate(from);
    const [endNode, endAt] = this.locate(to);
    document.getSelection().setBaseAndExtent(startNode, startAt, endNode, endAt);
    startNode.parentElement.scrollIntoView({ block: "nearest" });
    this.say.textContent = `${this.say.dataset.select} “${this.text.slice(from, to)}”`;
  }

  // The text node that holds a place of the text, and the place in it.
  locate(place) {
    let before = 0;
    for (const piece of this.pieces) {
      const length = piece.textContent.length;
      if (place <= before + length) return [piece.firstChild, place - before];
      before += length;
    }
    const last = this.pieces[this.pieces.length - 1];
    return [last.firstChild, last.textContent.length];
  }

  stop() {
    this.running = false;
    document.getSelection().removeAllRanges();
  }
}
