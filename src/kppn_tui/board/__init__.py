"""The display for the hall: which number is called to which counter; read only, and nothing about anybody."""
