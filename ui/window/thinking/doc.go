// Package thinking is the page of what happens to the thoughts of models that
// write them into their answers: for all models, and for some of them differently.
package thinking
