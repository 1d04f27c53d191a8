//go:build !windows && !linux

package main

func emptyCores() {}
