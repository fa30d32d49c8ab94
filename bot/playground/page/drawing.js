// The parts around the messages draw themselves from the state: all of them, whenever it changed.

const drawers = [], openers = [];

export const draws = (draw) => drawers.push(draw);
export const drawAll = () => drawers.forEach((draw) => draw());

// What is to be put away when another chat, person or topic opens.
export const whenOpened = (act) => openers.push(act);
export const tellOpened = () => openers.forEach((act) => act());
