// Package rules lets two pages edit the same list of rules: Thinking what rules
// say of thoughts, Models the rest. Each shows the rules that concern it and puts
// its changes back without moving or losing what the other one shows. It refuses
// to know how a rule looks on a page.
package rules
