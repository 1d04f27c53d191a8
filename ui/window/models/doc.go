// Package models is the page of the rules that change the parameters of requests.
// It refuses to know what a parameter means: Keyport judges values when they are saved.
package models
