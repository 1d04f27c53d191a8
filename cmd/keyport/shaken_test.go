package main

import (
	"crypto/rand"
	"fmt"
	"io"
	"os"
)

// shaken is the program with a random number generator that panics as soon as
// the file $SHAKE is there, with every secret of the environment in its words.
func shaken() {
	rand.Reader = shaky{
		Reader: rand.Reader, when: os.Getenv("SHAKE"),
		says: fmt.Errorf("no numbers for %q, %s and %s", os.Getenv("OPENAI_API_KEY"), os.Getenv("LOCAL_AUTH_TOKEN"), os.Getenv("LOCAL_OLLAMA_SECRET")),
	}
	main()
}

type shaky struct {
	io.Reader
	when string
	says error
}

func (s shaky) Read(p []byte) (int, error) {
	if _, err := os.Stat(s.when); err == nil {
		panic(s.says)
	}
	return s.Reader.Read(p)
}
