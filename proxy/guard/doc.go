// Package guard refuses a request before anything looks at what it asks for:
// odd paths, foreign hosts, web pages, wrong content types, wrong credentials.
// Each gate is a function that returns a *dialect.Error or nil. The package
// knows no upstream and no settings.
package guard
