package control

const noFollow = 0
