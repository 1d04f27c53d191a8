// Package house holds the tests that keep the house in order: which part may
// import which, what lies at the top of the tree, and that the tray program
// builds without a C compiler for every system it is offered on. It has no
// code of its own and knows the parts by their import paths only.
package house
