// Package house holds the tests that keep the house in order: which part may
// import which, what lies at the top of the tree, that the tray program builds
// without a C compiler for every system it is offered on, that the code of every
// other system fits together, what the bundle of macOS consists of, and what the
// workflows may do. It has no code of its own and knows the parts by their import
// paths only.
package house
